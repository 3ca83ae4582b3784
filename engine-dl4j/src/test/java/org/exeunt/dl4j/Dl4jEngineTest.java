package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.HealthCheck;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.dl4j.backbones.ConvNet;
import org.junit.jupiter.api.Test;

class Dl4jEngineTest {
    private final Dl4jEngine engine = new Dl4jEngine(new Fixture.Context());

    @Test
    void buildsTheConfiguredNetwork() {
        NetworkOptions options = new RecordBinder(PluginRegistry.load(getClass().getClassLoader()))
                .read(
                        NetworkOptions.class,
                        "network",
                        "{\"backbone\": {\"type\": \"convnet\", \"width\": 16, \"stages\": 2}}")
                .orThrow();
        assertThat(options.backbone().options()).isEqualTo(new ConvNet.Options(16, 2));
        assertThat(options.head().plugin().id()).isEqualTo("linear");
        NetworkDesign design = engine.design(options, InputShape.image(1, 28, 28), 10);
        assertThat(design.spec().exits()).isEqualTo(2);
        assertThat(design.spec().layout().backbone().size()).isEqualTo(16 * 9 + 16 + 16 * 16 * 9 + 16);
    }

    @Test
    void selfTestReportsDeviceAndLibraries() {
        assertThat(engine.selfTest()).hasSizeGreaterThanOrEqualTo(5).allSatisfy(check -> assertThat(check.sentence())
                .isNotBlank());
        assertThat(engine.selfTest().get(0).sentence()).startsWith("device cpu");
        // the build starts test processes with the same JVM options as the launcher
        Optional<HealthCheck> limit = engine.selfTest().stream()
                .filter(check -> check.sentence().contains("JavaCPP"))
                .findFirst();
        assertThat(limit).get().extracting(HealthCheck::ok).isEqualTo(true);
    }
}
