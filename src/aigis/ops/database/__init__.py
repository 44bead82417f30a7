"""The roles of the database: what each process may do there, made by the owner and required at every start."""
