"""The console's pages, a module for each section; no models, and no store: ``reading`` asks the pipeline."""
