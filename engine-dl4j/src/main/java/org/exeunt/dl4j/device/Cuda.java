package org.exeunt.dl4j.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether this process can use CUDA. Determined before ND4J loads a backend, without executing anything on a GPU.
 *
 * @param gpu the visible GPU; empty if there is none, or several
 * @param obstacle reason why CUDA cannot be used; empty if it can
 */
record Cuda(String gpu, Optional<String> obstacle) {
    private static final List<String> QUERY =
            List.of("nvidia-smi", "--query-gpu=name,compute_cap,driver_version", "--format=csv,noheader");
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    /**
     * The compute capabilities that can run the machine code in {@code libnd4jcuda.so} of ND4J 1.0.0-M2.1: 3.7, 5.0,
     * 5.2, 6.0, 6.1, 7.0, 7.5, 8.0 and 8.6 according to its fat binary, and later minor versions of each major version.
     * The binary contains no PTX that a driver could compile for others.
     */
    private static final String COMPILED = "3\\.[7-9]|[5-8]\\.\\d";

    private static Cuda unusable(String obstacle) {
        return new Cuda("", Optional.of(obstacle));
    }

    static Cuda ofThisProcess() {
        if (!Backends.hasCuda()) {
            return unusable("this build has no CUDA backend; build with 'mvn -Pcuda' to add it");
        }
        Cuda found = of(query());
        return found.obstacle().isPresent()
                ? found
                : new Cuda(found.gpu(), Backends.cudaProblem().map("the CUDA libraries cannot be loaded: "::concat));
    }

    /** Returns what {@code nvidia-smi} prints, which is part of the driver and executes nothing on a GPU. */
    private static String query() {
        List<String> command = new ArrayList<>(QUERY);
        Optional.ofNullable(System.getenv(VISIBLE)).ifPresent(visible -> command.add("--id=" + visible));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "it was not found";
        }
    }

    /** Parses the output of {@code nvidia-smi}. */
    static Cuda of(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        String first = lines.isEmpty() ? "no output" : lines.get(0).strip();
        String[] fields = first.split("\\s*,\\s*", -1);
        if (fields.length != 3) {
            return unusable("no GPU is available from an NVIDIA driver (nvidia-smi: %s)".formatted(first));
        }
        if (lines.size() > 1) {
            return unusable("%d GPUs are visible, and ND4J would use all of them; select one with %s"
                    .formatted(lines.size(), VISIBLE));
        }
        String gpu = "%s (compute capability %s, driver %s)".formatted((Object[]) fields);
        return fields[1].matches(COMPILED)
                ? new Cuda(gpu, Optional.empty())
                : new Cuda(
                        gpu,
                        Optional.of(gpu + ": ND4J's CUDA binaries end at compute capability 8.6, and no newer exist"));
    }
}
