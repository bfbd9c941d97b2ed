"""The portrait: faces found, what is measured on them, the live verdict, the shutter, the file."""
