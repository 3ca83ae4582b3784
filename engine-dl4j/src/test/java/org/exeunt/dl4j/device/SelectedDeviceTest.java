package org.exeunt.dl4j.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectedDeviceTest {
    private static final String AMPERE = "NVIDIA A100-SXM4-40GB, 8.0, 535.104.05\n";
    private static final Cuda USABLE = Cuda.of(AMPERE);
    private static final Cuda UNUSABLE = Cuda.of("NVIDIA H100 80GB HBM3, 9.0, 550.54.15\n");
    private static final Supplier<Cuda> NOT_REACHED = () -> {
        throw new AssertionError("a run on the CPU must not query the driver");
    };

    @Test
    void cpuIsUsedWhenRequested() {
        SelectedDevice device = SelectedDevice.of(Device.CPU, NOT_REACHED);
        assertThat(device.isCuda()).isFalse();
        assertThat(device.message()).isEmpty();
    }

    @Test
    void autoUsesAGpuOrReportsTheReason() {
        SelectedDevice gpu = SelectedDevice.of(Device.AUTO, () -> USABLE);
        assertThat(gpu.isCuda()).isTrue();
        assertThat(gpu.message().orElseThrow())
                .isEqualTo("device auto: networks are computed on NVIDIA A100-SXM4-40GB (compute capability 8.0, "
                        + "driver 535.104.05)");
        SelectedDevice cpu = SelectedDevice.of(Device.AUTO, () -> UNUSABLE);
        assertThat(cpu.isCuda()).isFalse();
        assertThat(cpu.message().orElseThrow())
                .doesNotContain("\n")
                .startsWith("device auto: networks are computed on the CPU: NVIDIA H100");
    }

    @Test
    void cudaUsesAGpuOrFailsWithTheReason() {
        assertThat(SelectedDevice.of(Device.CUDA, () -> USABLE).isCuda()).isTrue();
        assertThatThrownBy(() -> SelectedDevice.of(Device.CUDA, () -> UNUSABLE))
                .isInstanceOfSatisfying(
                        ExeuntException.class,
                        exception -> assertThat(exception.code().toString()).isEqualTo("RESOURCE-42"))
                .hasMessageContainingAll("NVIDIA H100 80GB HBM3", "compute capability 9.0", "docs/install.md");
    }

    /** A build without CUDA is the usual case; a build with CUDA that cannot use it has a problem. */
    @ParameterizedTest
    @CsvSource({"CPU, true, false", "CPU, false, true", "AUTO, true, false", "AUTO, false, true"})
    void checksReportDeviceAndObstacle(Device requested, boolean builtWithCuda, boolean ok) {
        var checks = SelectedDevice.of(requested, () -> UNUSABLE).checks(() -> UNUSABLE, builtWithCuda);
        assertThat(checks).hasSize(2);
        assertThat(checks.get(0).sentence()).startsWith("device ").contains("CPU");
        assertThat(checks.get(0).ok()).isEqualTo(requested == Device.CPU);
        assertThat(checks.get(1).sentence()).startsWith("CUDA cannot be used: NVIDIA H100");
        assertThat(checks.get(1).ok()).isEqualTo(ok);
    }

    @Test
    void checksReportAUsableGpu() {
        assertThat(SelectedDevice.of(Device.CPU, NOT_REACHED).checks(() -> USABLE, true))
                .allMatch(HealthCheck::ok)
                .extracting(HealthCheck::sentence)
                .anyMatch(sentence -> sentence.contains("--device cuda"));
        assertThat(SelectedDevice.of(Device.AUTO, () -> USABLE).checks(NOT_REACHED, true))
                .hasSize(1)
                .allMatch(HealthCheck::ok);
    }

    @ParameterizedTest
    @CsvSource({
        "3.0, false", "3.5, false", "3.7, true", "5.0, true", "5.3, true", "6.2, true", "7.2, true", "7.5, true",
        "8.0, true", "8.6, true", "8.7, true", "8.9, true", "9.0, false", "10.0, false", "12.0, false", "4.9, false",
        "[N/A], false"
    })
    void codeRunsOnLaterMinorVersions(String capability, boolean runs) {
        Cuda found = Cuda.of("GPU, %s, 535.1\n".formatted(capability));
        assertThat(found.obstacle().isEmpty()).isEqualTo(runs);
        assertThat(found.gpu()).contains("compute capability " + capability);
    }

    @Test
    void driversWithoutOneGpuAreObstacles() {
        assertThat(obstacle("NVIDIA-SMI has failed because it couldn't communicate with the driver.\n"))
                .contains("no GPU is available", "couldn't communicate");
        assertThat(obstacle("")).contains("no GPU is available", "no output");
        assertThat(obstacle("Failed to initialize NVML: Driver/library version mismatch\n"))
                .contains("Driver/library version mismatch");
        assertThat(obstacle(AMPERE + AMPERE)).contains("2 GPUs", "CUDA_VISIBLE_DEVICES");
    }

    private static String obstacle(String output) {
        return Cuda.of(output).obstacle().orElseThrow();
    }
}
