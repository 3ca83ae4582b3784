package org.exeunt.dl4j.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether this process can use CUDA. Determined before ND4J loads a backend, without executing anything on a GPU.
 *
 * @param gpu the visible GPU; empty if there is none, or several
 * @param obstacle reason why CUDA cannot be used; empty if it can
 */
record Cuda(String gpu, Optional<String> obstacle) {
    private static final List<String> QUERY =
            List.of("nvidia-smi", "--query-gpu=name,compute_cap,driver_version", "--format=csv,noheader");
    private static final int TIMEOUT_SECONDS = 20;
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
        Cuda found = query(System.getenv());
        return found.obstacle().isPresent()
                ? found
                : new Cuda(found.gpu(), Backends.cudaProblem().map("the CUDA libraries cannot be loaded: "::concat));
    }

    /** Runs {@code nvidia-smi}, which is part of the driver and executes nothing on a GPU. */
    private static Cuda query(Map<String, String> environment) {
        try {
            Process process = new ProcessBuilder(command(environment))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) { // its output fits in the buffer of a pipe
                process.destroyForcibly();
                return unusable("nvidia-smi did not finish within %d seconds".formatted(TIMEOUT_SECONDS));
            }
            return of(process.exitValue(), new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return unusable(e.getMessage());
        } catch (IOException e) {
            return unusable("nvidia-smi, which is part of the NVIDIA driver, was not found");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unusable("nvidia-smi was interrupted");
        }
    }

    /**
     * Returns the command that lists the GPUs that are visible to this process.
     *
     * @throws IllegalArgumentException if the environment selects a GPU by a number with unknown meaning
     */
    static List<String> command(Map<String, String> environment) {
        List<String> command = new ArrayList<>(QUERY);
        String visible = environment.get(VISIBLE);
        if (visible != null) {
            if (!visible.startsWith("GPU-") && !"PCI_BUS_ID".equals(environment.get("CUDA_DEVICE_ORDER"))) {
                throw new IllegalArgumentException(
                        ("%s=%s numbers GPUs by their speed; set the UUID that 'nvidia-smi -L' prints, or "
                                        + "CUDA_DEVICE_ORDER=PCI_BUS_ID as well")
                                .formatted(VISIBLE, visible));
            }
            command.add("--id=" + visible);
        }
        return command;
    }

    /** Parses the output of {@code nvidia-smi}. */
    static Cuda of(int exitStatus, String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        String first = lines.isEmpty() ? "no output" : lines.get(0).strip();
        String[] fields = first.split("\\s*,\\s*", -1);
        if (exitStatus != 0 || fields.length != 3) {
            return unusable("no GPU is available from an NVIDIA driver (nvidia-smi: %s)".formatted(first));
        }
        if (lines.size() > 1) {
            return unusable("%d GPUs are visible, and ND4J would use all of them; select one with %s"
                    .formatted(lines.size(), VISIBLE));
        }
        String gpu = "%s (compute capability %s, driver %s)".formatted((Object[]) fields);
        return new Cuda(
                gpu,
                fields[1].matches(COMPILED)
                        ? Optional.empty()
                        : Optional.of(
                                ("%s: ND4J's CUDA binaries contain code for compute capabilities 3.7 and 5.0 to 8.x "
                                                + "only, and none that a driver could compile for others")
                                        .formatted(gpu)));
    }
}
