package org.exeunt.dl4j.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Selects the GPUs that are visible to this process according to the environment variable {@code CUDA_VISIBLE_DEVICES}.
 */
final class VisibleGpus {
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    private static final String ORDER = "CUDA_DEVICE_ORDER";

    private VisibleGpus() {}

    /**
     * Returns the visible GPUs in the order of the variable; all GPUs if it is not set.
     *
     * @throws IllegalArgumentException if the GPUs cannot be determined; the message contains the reason
     */
    static List<Gpu> of(List<Gpu> machine, Map<String, String> environment) {
        String value = environment.get(VISIBLE);
        if (value == null) {
            return machine;
        }
        List<Gpu> visible = new ArrayList<>();
        for (String each : value.split(",", -1)) {
            String name = each.strip();
            List<Gpu> matching =
                    machine.stream().filter(gpu -> matches(gpu, name)).toList();
            if (matching.size() != 1) {
                break; // CUDA ignores the first unknown entry and all entries after it
            }
            if (!name.startsWith("GPU-") && !orderIsKnown(machine, environment)) {
                throw new IllegalArgumentException(
                        "%s=%s numbers GPUs of different models by their speed; also set %s=PCI_BUS_ID"
                                .formatted(VISIBLE, value, ORDER));
            }
            visible.add(matching.get(0));
        }
        if (value.contains("MIG-")) {
            throw new IllegalArgumentException(
                    ("%s=%s names a partition of a GPU (MIG), which is not supported because its compute capability "
                                    + "is not known")
                            .formatted(VISIBLE, value));
        }
        return visible;
    }

    private static boolean matches(Gpu gpu, String name) {
        return name.equals(String.valueOf(gpu.index()))
                || name.startsWith("GPU-") && gpu.uuid().startsWith(name);
    }

    private static boolean orderIsKnown(List<Gpu> machine, Map<String, String> environment) {
        return "PCI_BUS_ID".equals(environment.get(ORDER))
                || machine.stream().map(Gpu::capability).distinct().count() == 1;
    }
}
