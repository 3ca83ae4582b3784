rootProject.name = "application"
