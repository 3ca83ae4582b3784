package org.exeunt.dl4j.device;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.HealthCheck;

/**
 * The device that this process computes on.
 *
 * @param requested configured device
 * @param isCuda whether the device is a GPU
 * @param reason reason for its selection
 */
public record SelectedDevice(Device requested, boolean isCuda, String reason) {

    /**
     * Selects a device and loads its ND4J backend. Must be called before any other use of ND4J. Queries the NVIDIA
     * driver unless the CPU is requested.
     *
     * @throws ExeuntException of category RESOURCE if the device cannot be used, or if this process already uses the
     *     other one
     */
    public static SelectedDevice select(Device requested) {
        SelectedDevice selected = of(requested, Cuda::ofThisProcess);
        Backends.load(selected.isCuda);
        return selected;
    }

    /** Selects a device; {@code cuda} is evaluated only if the selection depends on it. */
    static SelectedDevice of(Device requested, Supplier<Cuda> cuda) {
        if (requested == Device.CPU) {
            return new SelectedDevice(requested, false, "the CPU, as configured");
        }
        Cuda found = cuda.get();
        if (requested == Device.CUDA && found.obstacle().isPresent()) {
            throw new ExeuntException(
                    Errors.RESOURCE_42,
                    ("Device cuda is requested but cannot be used: %s. Use device cpu, or auto to select an available "
                                    + "device; docs/install.md lists the requirements of a GPU.")
                            .formatted(found.obstacle().get()));
        }
        return new SelectedDevice(
                requested,
                found.obstacle().isEmpty(),
                found.obstacle().map("the CPU: "::concat).orElse(found.gpu()));
    }

    private String sentence() {
        return "device %s: networks are computed on %s"
                .formatted(requested.name().toLowerCase(Locale.ROOT), reason);
    }

    /**
     * Returns a message with the selected device and the reason if the configuration is {@link Device#AUTO}, because
     * results depend on the device; otherwise empty.
     */
    public Optional<String> message() {
        return requested == Device.AUTO ? Optional.of(sentence()) : Optional.empty();
    }

    /** Returns a check of the selected device and, on the CPU, of the use of CUDA. */
    public List<HealthCheck> check() {
        return checks(Cuda::ofThisProcess, Backends.hasCuda());
    }

    List<HealthCheck> checks(Supplier<Cuda> ofThisProcess, boolean builtWithCuda) {
        HealthCheck selected = new HealthCheck(isCuda || requested == Device.CPU, sentence());
        if (isCuda) {
            return List.of(selected);
        }
        Optional<String> obstacle = ofThisProcess.get().obstacle();
        return List.of(
                selected,
                new HealthCheck(
                        obstacle.isEmpty() || !builtWithCuda,
                        obstacle.map("CUDA cannot be used: "::concat)
                                .orElse("CUDA can be used: select it with '--device cuda' or 'engine.device'")));
    }
}
