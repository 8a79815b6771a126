"""What a person reads: gettext catalogues in three languages, and the words for reasons, instants and money."""
