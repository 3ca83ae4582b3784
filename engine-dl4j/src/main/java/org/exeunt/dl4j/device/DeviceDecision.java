package org.exeunt.dl4j.device;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/**
 * The decision for a device and its reason. Decided before a backend is loaded, so that nothing runs on an unsuitable
 * GPU.
 *
 * @param cuda whether a GPU is used
 * @param sentence device and reason, for users
 * @param fallsBack whether the CPU is used because no GPU can be used, although a GPU was requested
 */
record DeviceDecision(boolean cuda, String sentence, boolean fallsBack) {
    private static final ErrorCode NO_CUDA = ErrorCategory.RESOURCE.code(42);

    /**
     * Selects the device.
     *
     * @throws ExeuntException if a GPU is required and cannot be used
     */
    static DeviceDecision of(Device requested, DeviceEnvironment environment) {
        if (requested == Device.CPU) {
            return new DeviceDecision(false, "device cpu: networks are computed on the CPU, as configured", false);
        }
        Optional<String> obstacle = obstacle(environment);
        if (obstacle.isEmpty()) {
            Gpu gpu = environment.driver().get().gpus().get(0);
            return new DeviceDecision(
                    true,
                    "device %s: networks are computed on %s"
                            .formatted(requested.name().toLowerCase(Locale.ROOT), gpu),
                    false);
        }
        if (requested == Device.CUDA) {
            throw new ExeuntException(
                    NO_CUDA,
                    ("Device cuda is requested but cannot be used: %s. Use device cpu, or auto to select an available "
                                    + "device; docs/gpu.md lists the requirements of a GPU.")
                            .formatted(obstacle.get()));
        }
        return new DeviceDecision(
                false, "device auto: networks are computed on the CPU: %s".formatted(obstacle.get()), true);
    }

    /** Returns the reason why no GPU can be used; empty if one can. */
    static Optional<String> obstacle(DeviceEnvironment environment) {
        if (!environment.cudaOnClassPath()) {
            return Optional.of("this build has no CUDA backend; build with 'mvn -Pcuda' to add it");
        }
        NvidiaDriver driver = environment.driver().get();
        List<Gpu> gpus = driver.gpus();
        if (gpus.isEmpty()) {
            return Optional.of("no GPU is available from an NVIDIA driver: " + driver.reason());
        }
        Optional<String> incompatibility = gpus.stream()
                .map(Gpu::incompatibility)
                .flatMap(Optional::stream)
                .findFirst();
        if (incompatibility.isPresent()) {
            return incompatibility;
        }
        if (gpus.size() > 1) {
            return Optional.of(
                    ("%d GPUs are visible, and ND4J would use all of them; select one with CUDA_VISIBLE_DEVICES")
                            .formatted(gpus.size()));
        }
        return environment.libraryProblem().get().map(problem -> "the CUDA libraries cannot be loaded: " + problem);
    }
}
