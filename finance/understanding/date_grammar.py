"""The grammar of days and periods, as patterns over the letters of calendar_words.py."""

import re

UNIT = "[DWMAQKUSJ]"
_LONG = "[WMAQKUSJ]"
_YEAR = "(?:[,oe.]{0,2}[dv]?(?:[yz]|'[yzn]))"
_DAY_MONTH = rf"(?:[txl]?[ws][,.(]?e?)?[vdeO]?D?[nq1][-/.]?(?:o[dv]?|e|v)?[mc][.]?(?:{_YEAR}|[-/](?:[yzn])|,n(?=$|[.,])|(?<=q[mc])n(?=$))?"
_MONTH_DAY = rf"(?:[ws][,.]?)?[mc][.]?(?:[-/]?v?n|[-/,]?v?q)(?![x%]|-y){_YEAR}?(?:,[ws])?"
_FIGURES = r"ynn|n/n(?:[/,][nyz])?|n-n-[nyz]|n\.n\.[nyz]|y[-/.]n[-/.]n|y[-/][mc][-/]n|y/n/[mc]|[mc]-y-n|n-y-[mc]|(?<=[vewst])n-n(?!-)(?!o?[dv]?[mc])|^n-n$|(?<=v)non"
_MONTH = r"[txl]?m[.]?(?:[-/,]{0,1}[oe]?[dv]?y)?|[txl]?[mc][.]?[-/,]?[oe]?[dv]?y|y[-/,]?[mc]|[xl][mc]|[mc](?:x|l)|[mc][oe](?:xA|Ax|[lt]A|Al|[1n]A)|(?<=e)c(?![nq])"
_MONTH_FIGURES = r"n[-/.~]y|y[-/.]n(?![-/.][nmc])"
_FEAST = r"[xl]j|j[xl]|(?<=[eTfBFvo])j|j[,]?[oe]?[dv]?y|^j$"
_WEEKDAY = r"[txl]{0,2}w[xl]?|[txlev]s"
_POINT = rf"(?:r|[txl]?(?:[ws][,(]?)?(?:{_FIGURES})|{_DAY_MONTH}|{_MONTH_DAY}|{_MONTH_FIGURES}|{_MONTH}|w[vd]*D?[nq](?![DWMA])|{_FEAST}|{_WEEKDAY})"
_TAIL = r"(?:o?[dv]?(?:[txl]M|M[xlt]))"
_TO = r"(?:T[av]?|a[v]?|d|-)"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("week_days", rf"(?:[dv]?[txl]W|[dv]?W[xlt])e?[fobde]*(?P<wd1>[ws])(?:{_TO}|&)[vd]?(?P<wd2>[ws])"),
    (
        "bare_range",
        rf"(?:(?:[fb]v?d?|o)(?P<b1>[nq])(?:{_TO}|&)|v(?P<b5>[nq])(?:T[av]?|av?))[vd]?(?P<b2>[nq])(?![-/.]?o?[mc]|[-/][ny]){_TAIL}?|(?P<b3>[nq])(?:{_TO})(?P<b4>[nq]){_TAIL}",
    ),
    ("month_range", rf"f?v?(?P<m1>[mc])\.?b?v?(?P<m2>[nq])(?:{_TO}|&)v?(?P<m3>[nq])(?![-/.]?o?[mc]){_YEAR}?"),
    ("months", rf"[fb]?(?P<mo1>[mc])(?:{_TO}|&)(?P<mo2>[mc])(?![-/]?n){_YEAR}?"),
    (
        "point_range",
        rf"(?![mc]-y-n|n-y-[mc])(?:b[vd]?(?P<p1>{_POINT}|y|[nq](?=.{{1,3}}[nq][-/.]?o?[mc/]))(?:&|{_TO})[vd]?(?P<p2>{_POINT})|(?:[fo][vd]?)?(?P<p3>{_POINT}|(?<![#,])[nq](?={_TO}[vd]?(?:[nq][-/.]?o?v?[mc]|[mc][nq]))|(?<=f)y)(?:{_TO})[vd]?(?P<p4>{_POINT})|[fbo][vd]?A?(?P<p5>y)(?:{_TO}|&)[vd]?A?(?P<p6>y))",
    ),
    (
        "weekday_of_week",
        r"[eO]?[dv]?(?P<ww1>[ws])[,-]?(?:[oef]?[dv]?)?(?:(?P<ww2>[txl])W|W(?P<ww3>[xlt]))|(?:[dv]?(?P<ww4>[txl])W|[dv]?W(?P<ww5>[xlt]))(?:_)?[-,]?[eOo]?[v-]?(?P<ww6>[ws])",
    ),
    (
        "nth_weekday",
        rf"[vd]?(?P<nw1>q|l(?=[ws][oe][vdtx]{{0,2}}[mcM]))(?P<nw2>[ws])(?:[oe][vd]?(?:(?P<nw3>[mc])|(?P<nw4>[txl])?M(?P<nw5>[xl])?){_YEAR}?)?",
    ),
    ("weekday_from_now", r"(?P<wf1>[ws])(?P<wf2>[n1])(?P<wf3>[DWM])fr"),
    ("weekdays_away", r"h(?P<wa1>[n1])w|(?P<wa2>[n1])w(?P<wa3>g|fr)"),
    (
        "starting",
        rf"e(?P<st1>[n1])(?P<st2>[DWM]),?f[vd]?(?P<st3>{_POINT})|f?(?P<st4>{_POINT})e(?P<st5>[n1])(?P<st6>[DWM])",
    ),
    ("counted_from", rf"(?P<cf1>[n1])(?P<cf2>{UNIT})(?P<cf3>[FfB])o?[vd]?(?P<cf4>{_POINT}|y)"),
    ("ago", rf"h(?P<ag1>[n1])(?P<ag2>{UNIT})|(?P<ag3>[n1])o?(?P<ag4>{UNIT})g"),
    (
        "many",
        rf"[vd]?(?:[xl](?P<ma1>[n1])o?(?P<ma2>{UNIT})|(?P<ma3>[n1])[xl](?P<ma4>{UNIT})|(?P<ma5>[n])(?P<ma6>{UNIT})[xl])(?:&?(?P<ma7>n)(?P<ma8>{UNIT}))?(?:&(?P<ma9>n)(?P<ma10>{UNIT}))?",
    ),
    ("ahead", r"(?:i1?|e)(?P<ah1>[n1])(?P<ah2>[DWMA])(?!l)(?!,?f)|(?P<ah3>[n1])(?P<ah4>[DWMA])H"),
    ("quincena", rf"[vd]?(?P<qu1>[qsl])Q(?:o[dv]?(?:(?P<qu2>[mc]){_YEAR}?|(?P<qu3>[txl])?M(?P<qu4>[xlt])?))?"),
    ("last_day", rf"[vd]?(?P<ld1>G|qDo)[vd]?(?:(?P<ld2>[mc]){_YEAR}?|(?P<ld3>[txl])?M(?P<ld4>[xlt])?)"),
    ("part_of_year", r"[vd]?P[-,/]?(?:o?[dv]?(?:(?P<pa1>y)|(?P<pa2>[txl])A|A(?P<pa3>[xlt])))?|(?P<pa4>y)-?P"),
    ("part_of_month", rf"[eav]?[vd]?(?P<pm1>[CVZ])o?[vd]?(?:(?P<pm2>[mc]){_YEAR}?|(?P<pm3>[txl])M|M(?P<pm4>[xlt]))"),
    ("to_date", r"(?P<td1>[WMA])Y|e?Yo?[dv]?(?P<td2>[WMAQ])"),
    ("before_last", rf"[vd]?(?P<bl1>{UNIT}|[ws])L"),
    ("decade", r"e?[dv]?(?:(?P<de1>[yzn])E|(?P<de2>E))"),
    ("day_of_month", r"[vdeO]?D?(?P<dm1>[nq])D?o[dv]?(?:(?P<dm2>[txl])M|M(?P<dm3>[xlt])|v?xM)"),
    ("rest", rf"R[o]?[dv]?t?(?P<re1>{_LONG})"),
    ("week_of", rf"W[o]?[dv]?D?(?P<wo1>{_DAY_MONTH}|{_MONTH_DAY}|vn)"),
    (
        "nth_unit",
        rf"[vd]?(?P<nu8>[ql])Wo[dv]?(?:(?P<nu9>[mc]){_YEAR}?|(?P<nu10>[txl])M|M(?P<nu11>[xlt]))|[vd]?(?P<nu1>q)(?P<nu2>[WMUS])(?:[oe]?[vd]?(?:(?P<nu3>[txl])A|A(?P<nu4>[xlt])|(?P<nu5>y)))?|(?P<nu6>l)(?:n|1)?(?P<nu7>[WM])o(?:tA|y)",
    ),
    ("after_next", rf"[vd]?(?P<an1>{UNIT}|[ws]|[mc])F[vd]?x"),
    ("unit", rf"[dvo]?(?:(?P<un1>[txl]{{1,2}})(?P<un2>{_LONG}|D(?!n))|(?P<un3>{UNIT})(?P<un4>[xlt])(?!n))"),
    ("since", rf"f[vd]?D?(?P<si1>{_POINT}|[nq](?![{UNIT[1:-1]}#%x]))"),
    ("point", rf"[eO]?[vd]?D?(?P<po1>{_POINT})"),
    ("year", r"(?:(?P<ye1>(?:e|v|o)?[vd]?A|e|o)|^=?)(?P<ye2>y)(?=[^#n_%]|$|_(?!o))|A(?P<ye3>z)"),
    ("day", r"(?:(?:v|O|fv|vD|[vdet]?D)(?P<da1>[nq])|(?:^|e)s(?P<da2>)$|^v?(?P<da3>q)$)(?![x%DWMAQ/:.]n?)"),
    ("short_weekday", r"(?:[etTxl&vd]|^)(?P<sw1>s)(?=[_.,]|$|o[tx])"),
    ("weekend", r"[edv]?(?P<we1>K)"),
    ("this_unit", r"(?:[eo]|^|o[vd]|e[vd])[vd]?(?P<th1>[MQW])(?=$|[.,:?_])"),
)
GRAMMAR = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
SOMETHING = re.compile(r"[wmcrDWMAQKUSJRysjEPGY]|[vO][nq]|n[-/.]n|[nq][Ta&]v?[nq]|^q$")
