"""Opening, moving and editing tickets."""
