"""Walking through a spec, one step at a time: by chance, by choice, or as a saved run says."""
