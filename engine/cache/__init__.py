"""Plan and last build -> what each output was made of."""
