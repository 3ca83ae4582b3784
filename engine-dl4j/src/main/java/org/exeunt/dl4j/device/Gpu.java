package org.exeunt.dl4j.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A GPU as reported by the NVIDIA driver.
 *
 * @param index index of the GPU in the machine
 * @param uuid unique name of the GPU
 * @param name name of the model
 * @param capability compute capability as reported by the driver
 * @param driver version of the driver
 */
record Gpu(int index, String uuid, String name, String capability, String driver) {
    /** The oldest driver for all minor versions of CUDA 11. */
    private static final int OLDEST_DRIVER = 450;

    private static final int FIELDS = 5;

    /**
     * Parses lines of {@code index, uuid, name, compute_cap, driver_version}.
     *
     * @throws IllegalArgumentException if a line is not of this form
     */
    static List<Gpu> parse(String text) {
        List<Gpu> gpus = new ArrayList<>();
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            String[] fields = line.strip().split("\\s*,\\s*", -1);
            if (fields.length != FIELDS || !fields[0].matches("\\d{1,4}")) {
                throw new IllegalArgumentException(line.strip());
            }
            gpus.add(new Gpu(Integer.parseInt(fields[0]), fields[1], fields[2], fields[3], fields[4]));
        }
        return gpus;
    }

    /** Returns the reason why ND4J's binaries cannot run on this GPU; empty if they can. */
    Optional<String> incompatibility() {
        Optional<ComputeCapability> known = ComputeCapability.parse(capability);
        if (known.isEmpty()) {
            return Optional.of(
                    ("%s: the driver reports no valid compute capability (found '%s'), so ND4J may have no code for "
                                    + "the GPU")
                            .formatted(this, capability));
        }
        if (!known.get().hasCode()) {
            return Optional.of(
                    ("%s: ND4J's CUDA binaries contain code for compute capabilities 3.7, 5.0 to 8.6 and later 8.x "
                                    + "only, and no code that a driver could compile for others")
                            .formatted(this));
        }
        String major = driver.replaceFirst("\\..*", "");
        if (!major.matches("\\d{1,6}") || Integer.parseInt(major) < OLDEST_DRIVER) {
            return Optional.of("%s: CUDA 11.6 requires a driver of version %d or later".formatted(this, OLDEST_DRIVER));
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "%s (compute capability %s, driver %s)".formatted(name, capability, driver);
    }
}
