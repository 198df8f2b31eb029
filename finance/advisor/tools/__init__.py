"""What a model may ask the books: typed functions, each a question that is answered with facts."""
