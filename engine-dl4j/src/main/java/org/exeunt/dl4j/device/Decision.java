package org.exeunt.dl4j.device;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/**
 * Which device is used, and why. Made before any backend is loaded, so that nothing runs on a GPU that is refused.
 *
 * @param cuda whether it is a GPU
 * @param sentence the reason, for people
 * @param fallsBack whether it is the processor for want of a GPU that was asked for
 */
record Decision(boolean cuda, String sentence, boolean fallsBack) {
    private static final ErrorCode NO_CUDA = ErrorCategory.RESOURCE.code(42);

    /**
     * Decides.
     *
     * @throws ExeuntException if a GPU is insisted on and cannot be used
     */
    static Decision of(Device asked, Surroundings surroundings) {
        if (asked == Device.CPU) {
            return new Decision(false, "device cpu: networks are computed on the processor, as configured", false);
        }
        Optional<String> obstacle = obstacle(surroundings);
        if (obstacle.isEmpty()) {
            Gpu gpu = surroundings.driver().get().gpus().get(0);
            return new Decision(
                    true,
                    "device %s: networks are computed on %s"
                            .formatted(asked.name().toLowerCase(Locale.ROOT), gpu),
                    false);
        }
        if (asked == Device.CUDA) {
            throw new ExeuntException(
                    NO_CUDA,
                    "Device cuda is asked for and cannot be used: %s. Ask for device cpu, or for auto, which takes what there is; docs/gpu.md says what a GPU needs."
                            .formatted(obstacle.get()));
        }
        return new Decision(
                false, "device auto: networks are computed on the processor: %s".formatted(obstacle.get()), true);
    }

    /** Returns why no GPU can be used, nothing if one can. */
    static Optional<String> obstacle(Surroundings surroundings) {
        if (!surroundings.cudaOnClassPath()) {
            return Optional.of("this build has no CUDA backend, which 'mvn -Pcuda' adds");
        }
        Driver driver = surroundings.driver().get();
        List<Gpu> gpus = driver.gpus();
        if (gpus.isEmpty()) {
            return Optional.of("no NVIDIA driver offers a GPU: " + driver.silence());
        }
        Optional<String> refusal =
                gpus.stream().map(Gpu::refusal).flatMap(Optional::stream).findFirst();
        if (refusal.isPresent()) {
            return refusal;
        }
        if (gpus.size() > 1) {
            return Optional.of("%d GPUs are visible, of which ND4J would use all; choose one by CUDA_VISIBLE_DEVICES"
                    .formatted(gpus.size()));
        }
        return surroundings.libraryProblem().get().map(problem -> "CUDA's libraries cannot be loaded: " + problem);
    }
}
