"""What leaves the house: documents made from posture, each from a list of fields that may leave."""
