"""The shapes of all answers, for the description of the API; a test holds every answer given in the tests to them."""
