plugins {
    application
}

repositories {
    mavenCentral()
}

dependencies {
    implementation(platform("org.exeunt:exeunt-bom:0.1.0-SNAPSHOT"))
    // Experiment and PersonalModel, and the plugins of runs
    implementation("org.exeunt:exeunt-runtime")
    runtimeOnly("org.exeunt:exeunt-engine-dl4j")
    runtimeOnly("org.exeunt:exeunt-strategies")
    runtimeOnly("org.exeunt:exeunt-baselines")
    runtimeOnly("org.exeunt:exeunt-datasets")
    // native libraries of all supported systems; in place of it, name those of one system: docs/java.md
    runtimeOnly("org.exeunt:exeunt-platform")
}

application {
    mainClass.set("org.example.application.Classify")
    applicationDefaultJvmArgs = listOf("-Dorg.bytedeco.javacpp.maxphysicalbytes=0")
}
