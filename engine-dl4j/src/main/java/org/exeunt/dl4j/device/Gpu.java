package org.exeunt.dl4j.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A GPU as NVIDIA's driver tells of it.
 *
 * @param index its number, by place in the machine
 * @param uuid its name that no other GPU has
 * @param name of the model
 * @param capability as the driver writes it
 * @param driver version
 */
record Gpu(int index, String uuid, String name, String capability, String driver) {
    /** Minor versions of CUDA 11 need no newer driver than the first of them. */
    private static final int OLDEST_DRIVER = 450;

    private static final int FIELDS = 5;

    /**
     * Reads lines of {@code index, uuid, name, compute_cap, driver_version}.
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

    /** Returns why ND4J's binaries cannot run on it, nothing if they can. */
    Optional<String> refusal() {
        Optional<ComputeCapability> known = ComputeCapability.parse(capability);
        if (known.isEmpty()) {
            return Optional.of(
                    "%s: the driver does not tell its compute capability (it says '%s'), so there may be no code for it"
                            .formatted(this, capability));
        }
        if (!known.get().hasCode()) {
            return Optional.of(
                    ("%s: ND4J's CUDA binaries hold code for compute capabilities 3.7, 5.0 to 8.6 and later 8.x, and none that a driver could"
                                    + " translate for another")
                            .formatted(this));
        }
        String major = driver.replaceFirst("\\..*", "");
        if (!major.matches("\\d{1,6}") || Integer.parseInt(major) < OLDEST_DRIVER) {
            return Optional.of("%s: CUDA 11.6 needs a driver of version %d or later".formatted(this, OLDEST_DRIVER));
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "%s (compute capability %s, driver %s)".formatted(name, capability, driver);
    }
}
