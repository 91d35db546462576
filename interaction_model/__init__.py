"""What users may say: sentences, and the interaction models built from them."""
