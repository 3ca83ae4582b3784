package org.exeunt.dl4j.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.cpu.nativecpu.CpuBackend;
import org.nd4j.linalg.factory.Nd4jBackend;

class BackendsTest {
    /** A second backend. */
    public static final class OtherBackend extends CpuBackend {}

    private static List<String> found(ClassLoader loader) {
        return ServiceLoader.load(Nd4jBackend.class, loader).stream()
                .map(provider -> provider.type().getSimpleName())
                .toList();
    }

    @Test
    void classLoaderExposesOneBackend(@TempDir Path folder) throws IOException {
        Path services = folder.resolve(Backends.SingleBackend.SERVICE);
        Files.createDirectories(services.getParent());
        Files.writeString(services, OtherBackend.class.getName() + "\n");
        try (URLClassLoader both = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            assertThat(found(both)).contains("OtherBackend", "CpuBackend");
            assertThat(found(new Backends.SingleBackend(both, OtherBackend.class.getName())))
                    .containsExactly("OtherBackend");
            assertThat(found(new Backends.SingleBackend(both, CpuBackend.class.getName())))
                    .containsExactly("CpuBackend");
        }
    }

    @Test
    void rejectsAnotherDevice() {
        assertThatCode(() -> Backends.requireLoaded(false, "CpuBackend")).doesNotThrowAnyException();
        assertThatCode(() -> Backends.requireLoaded(true, "JCublasBackend")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Backends.requireLoaded(true, "CpuBackend"))
                .isInstanceOfSatisfying(
                        ExeuntException.class,
                        exception -> assertThat(exception.code().toString()).isEqualTo("RESOURCE-43"))
                .hasMessageContaining("CpuBackend");
        assertThatThrownBy(() -> Backends.requireLoaded(false, "JCublasBackend"))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("Device cpu");
    }

    @Test
    void loadedBackendCannotBeReplaced() {
        Backends.load(false);
        assertThatCode(() -> Backends.load(false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Backends.load(true))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("has already loaded");
    }
}
