"""Full screens: what fills the window between the navigation and the status bar."""
