"""Reading the Department for Education's register of schools, in its own layout."""
