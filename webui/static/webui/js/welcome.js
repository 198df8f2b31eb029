/** The welcome form learns the zone from the device, and from it the country when nobody has guessed one. */
const COUNTRY = {
  "America/Lima": "PE", "America/Mexico_City": "MX", "America/Monterrey": "MX", "America/Tijuana": "MX", "America/Cancun": "MX",
  "America/Merida": "MX", "America/Chihuahua": "MX", "America/Hermosillo": "MX", "America/Bogota": "CO", "America/Santiago": "CL",
  "America/Punta_Arenas": "CL", "America/Guayaquil": "EC", "America/La_Paz": "BO", "America/Asuncion": "PY", "America/Montevideo": "UY",
  "America/Caracas": "VE", "America/Panama": "PA", "America/Costa_Rica": "CR", "America/Guatemala": "GT", "America/El_Salvador": "SV",
  "America/Tegucigalpa": "HN", "America/Managua": "NI", "America/Santo_Domingo": "DO", "America/Puerto_Rico": "PR", "America/Sao_Paulo": "BR",
  "America/Fortaleza": "BR", "America/Recife": "BR", "America/Bahia": "BR", "America/Manaus": "BR", "America/Belem": "BR",
};

const form = document.getElementById("welcome");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const { country, time_zone: field } = form.elements;

if (field && zone && !("bound" in form.dataset && field.value)) field.value = zone;
if (!("guess" in form.dataset) && !("bound" in form.dataset)) {
  const guess = COUNTRY[zone] ?? (/^America\/(Argentina\/|Buenos_Aires)/.test(zone) ? "AR" : "");
  if (guess && country.querySelector(`option[value="${guess}"]`)) country.value = guess;
}
form.querySelector('[aria-invalid="true"]')?.focus();
