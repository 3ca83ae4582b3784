package org.exeunt.dl4j.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which of a machine's GPUs CUDA shows to this process, as the environment variable {@code CUDA_VISIBLE_DEVICES} says. */
final class VisibleGpus {
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    private static final String ORDER = "CUDA_DEVICE_ORDER";

    private VisibleGpus() {}

    /**
     * Returns them in the order of the variable; without it all.
     *
     * @throws IllegalArgumentException if it cannot be told which are meant, saying why
     */
    static List<Gpu> of(List<Gpu> machine, Map<String, String> environment) {
        String said = environment.get(VISIBLE);
        if (said == null) {
            return machine;
        }
        List<Gpu> visible = new ArrayList<>();
        for (String each : said.split(",", -1)) {
            String name = each.strip();
            List<Gpu> meant = machine.stream().filter(gpu -> isMeant(gpu, name)).toList();
            if (meant.size() != 1) {
                break; // CUDA shows none from the first on that it does not know
            }
            if (!name.startsWith("GPU-") && !orderIsKnown(machine, environment)) {
                throw new IllegalArgumentException(
                        "%s=%s numbers GPUs of unlike models by their speed; set %s=PCI_BUS_ID beside it"
                                .formatted(VISIBLE, said, ORDER));
            }
            visible.add(meant.get(0));
        }
        if (said.contains("MIG-")) {
            throw new IllegalArgumentException(
                    "%s=%s names a part of a GPU, whose compute capability is not looked up".formatted(VISIBLE, said));
        }
        return visible;
    }

    private static boolean isMeant(Gpu gpu, String name) {
        return name.equals(String.valueOf(gpu.index()))
                || name.startsWith("GPU-") && gpu.uuid().startsWith(name);
    }

    private static boolean orderIsKnown(List<Gpu> machine, Map<String, String> environment) {
        return "PCI_BUS_ID".equals(environment.get(ORDER))
                || machine.stream().map(Gpu::capability).distinct().count() == 1;
    }
}
