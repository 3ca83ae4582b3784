package org.exeunt.dl4j.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceDecisionTest {
    private static final String AMPERE = "0, GPU-11aa, NVIDIA A100-SXM4-40GB, 8.0, 535.104.05\n";
    private static final String HOPPER = "0, GPU-22bb, NVIDIA H100 80GB HBM3, 9.0, 550.54.15\n";
    private static final Supplier<Optional<String>> NOT_REACHED = () -> {
        throw new AssertionError("CUDA libraries must not be loaded if no GPU can be used");
    };

    /**
     * A simulated machine.
     *
     * @param obstacle part of the reason why no GPU can be used; empty if one can
     */
    record Machine(String name, DeviceEnvironment environment, String obstacle) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Machine machine(
            String name, NvidiaDriver driver, Supplier<Optional<String>> libraries, String obstacle) {
        return new Machine(name, new DeviceEnvironment(true, () -> driver, libraries), obstacle);
    }

    private static NvidiaDriver driver(String answer) {
        return NvidiaDriver.of(0, answer, Map.of());
    }

    static List<Machine> machines() {
        return List.of(
                new Machine(
                        "built without CUDA",
                        new DeviceEnvironment(
                                false,
                                () -> {
                                    throw new AssertionError("the driver must not be queried");
                                },
                                NOT_REACHED),
                        "mvn -Pcuda"),
                machine(
                        "no driver",
                        NvidiaDriver.none("nvidia-smi, which is part of the driver, was not found"),
                        NOT_REACHED,
                        "no GPU is available from an NVIDIA driver: nvidia-smi"),
                machine(
                        "driver that fails",
                        NvidiaDriver.of(
                                9,
                                "NVIDIA-SMI has failed because it couldn't communicate with the driver.\n",
                                Map.of()),
                        NOT_REACHED,
                        "couldn't communicate"),
                machine("driver without GPU", driver(""), NOT_REACHED, "lists no GPU"),
                machine(
                        "GPUs hidden",
                        NvidiaDriver.of(0, AMPERE, Map.of("CUDA_VISIBLE_DEVICES", "-1")),
                        NOT_REACHED,
                        "CUDA_VISIBLE_DEVICES hides all"),
                machine("Hopper", driver(HOPPER), NOT_REACHED, "compute capability 9.0"),
                machine("Kepler", driver("0, GPU-1, Tesla K10, 3.0, 470.1\n"), NOT_REACHED, "compute capability 3.0"),
                machine(
                        "capability not reported",
                        driver("0, GPU-1, Tesla P100, [N/A], 470.1\n"),
                        NOT_REACHED,
                        "reports no valid compute capability"),
                machine("old driver", driver("0, GPU-1, Tesla V100, 7.0, 440.33.01\n"), NOT_REACHED, "440.33.01"),
                machine(
                        "two GPUs",
                        driver(AMPERE + AMPERE.replace("0, GPU-11aa", "1, GPU-33cc")),
                        NOT_REACHED,
                        "select one with CUDA_VISIBLE_DEVICES"),
                machine("one of two without code", driver(AMPERE + HOPPER.replace("0, ", "1, ")), NOT_REACHED, "H100"),
                machine(
                        "Ampere, no CUDA installed",
                        driver(AMPERE),
                        () -> Optional.of("libcublas.so.11: cannot open"),
                        "libcublas.so.11"),
                machine("Ampere", driver(AMPERE), Optional::empty, ""));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void cpuIsUsedWhenRequested(Machine machine) {
        DeviceEnvironment untouched = new DeviceEnvironment(
                machine.environment().cudaOnClassPath(),
                () -> {
                    throw new AssertionError("a run on the CPU must not query the driver");
                },
                NOT_REACHED);
        DeviceDecision decision = DeviceDecision.of(Device.CPU, untouched);
        assertThat(decision.cuda()).isFalse();
        assertThat(decision.fallsBack()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void autoUsesAGpuOrReportsTheReason(Machine machine) {
        DeviceDecision decision = DeviceDecision.of(Device.AUTO, machine.environment());
        assertThat(decision.cuda()).isEqualTo(machine.obstacle().isEmpty());
        assertThat(decision.fallsBack()).isNotEqualTo(decision.cuda());
        assertThat(decision.sentence()).doesNotContain("\n").contains(machine.obstacle());
        assertThat(decision.sentence())
                .contains(decision.cuda() ? "NVIDIA A100-SXM4-40GB (compute capability 8.0" : "CPU");
    }

    @ParameterizedTest
    @MethodSource("machines")
    void cudaUsesAGpuOrFailsWithTheReason(Machine machine) {
        if (machine.obstacle().isEmpty()) {
            assertThat(DeviceDecision.of(Device.CUDA, machine.environment()).cuda())
                    .isTrue();
            return;
        }
        assertThatThrownBy(() -> DeviceDecision.of(Device.CUDA, machine.environment()))
                .isInstanceOfSatisfying(
                        ExeuntException.class,
                        exception -> assertThat(exception.code().toString()).isEqualTo("RESOURCE-42"))
                .hasMessageContaining(machine.obstacle())
                .hasMessageContaining("docs/gpu.md");
    }

    @ParameterizedTest
    @EnumSource(
            value = Device.class,
            names = {"CPU", "AUTO"})
    void checksReportDeviceAndObstacles(Device requested) {
        DeviceEnvironment hopper = new DeviceEnvironment(true, () -> driver(HOPPER), NOT_REACHED);
        List<HealthCheck> checks = SelectedDevice.checks(DeviceDecision.of(requested, hopper), hopper);
        assertThat(checks)
                .extracting(HealthCheck::sentence)
                .anyMatch(sentence -> sentence.startsWith("device ") && sentence.contains("CPU"))
                .contains("the machine has the GPU NVIDIA H100 80GB HBM3 (compute capability 9.0, driver 550.54.15)")
                .anyMatch(sentence -> sentence.startsWith("CUDA cannot be used: NVIDIA H100")
                        && sentence.contains("no code that a driver could compile"));
        assertThat(checks.get(checks.size() - 1).ok())
                .as("an unused GPU is reported")
                .isFalse();
    }

    @Test
    void checksReportAUsableGpu() {
        DeviceEnvironment ampere = new DeviceEnvironment(true, () -> driver(AMPERE), Optional::empty);
        assertThat(SelectedDevice.checks(DeviceDecision.of(Device.CPU, ampere), ampere))
                .allMatch(HealthCheck::ok)
                .extracting(HealthCheck::sentence)
                .anyMatch(sentence -> sentence.contains("--device cuda"));
        assertThat(SelectedDevice.checks(DeviceDecision.of(Device.AUTO, ampere), ampere))
                .allMatch(HealthCheck::ok)
                .extracting(HealthCheck::sentence)
                .anyMatch(sentence -> sentence.startsWith("device auto: networks are computed on NVIDIA A100"))
                .anyMatch(sentence -> sentence.contains("not on the CPU"));
    }

    @ParameterizedTest
    @CsvSource({
        "3.0, false", "3.5, false", "3.7, true", "5.0, true", "5.3, true", "6.2, true", "7.2, true", "7.5, true",
        "8.0, true", "8.6, true", "8.7, true", "8.9, true", "9.0, false", "10.0, false", "12.0, false", "4.9, false"
    })
    void codeRunsOnLaterMinorVersions(String capability, boolean runs) {
        assertThat(ComputeCapability.parse(capability).orElseThrow().hasCode()).isEqualTo(runs);
    }

    @Test
    void visibleGpusFollowTheEnvironment() {
        String differentModels = AMPERE + HOPPER.replace("0, ", "1, ");
        assertThat(visible(differentModels, Map.of("CUDA_VISIBLE_DEVICES", "0", "CUDA_DEVICE_ORDER", "PCI_BUS_ID")))
                .containsExactly("NVIDIA A100-SXM4-40GB");
        assertThat(visible(differentModels, Map.of("CUDA_VISIBLE_DEVICES", "GPU-22")))
                .containsExactly("NVIDIA H100 80GB HBM3");
        assertThat(visible(AMPERE, Map.of("CUDA_VISIBLE_DEVICES", "0,7"))).containsExactly("NVIDIA A100-SXM4-40GB");
        assertThat(visible(AMPERE, Map.of("CUDA_VISIBLE_DEVICES", ""))).isEmpty();
        assertThat(visible(AMPERE, Map.of())).hasSize(1);
        assertThat(NvidiaDriver.of(0, differentModels, Map.of("CUDA_VISIBLE_DEVICES", "0"))
                        .reason())
                .contains("CUDA_DEVICE_ORDER=PCI_BUS_ID");
        assertThat(NvidiaDriver.of(0, AMPERE, Map.of("CUDA_VISIBLE_DEVICES", "MIG-77"))
                        .reason())
                .contains("partition of a GPU");
    }

    private static List<String> visible(String answer, Map<String, String> environment) {
        return NvidiaDriver.of(0, answer, environment).gpus().stream()
                .map(Gpu::name)
                .toList();
    }

    @Test
    void unexpectedOutputReportsNoGpu() {
        NvidiaDriver driver = driver("Failed to initialize NVML: Driver/library version mismatch\n");
        assertThat(driver.gpus()).isEmpty();
        assertThat(driver.reason()).contains("Driver/library version mismatch");
    }
}
