package org.exeunt.dl4j.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The GPUs that the NVIDIA driver reports.
 *
 * @param gpus GPUs that are visible to this process
 * @param reason reason why no GPU is visible; empty if there are GPUs
 */
record NvidiaDriver(List<Gpu> gpus, String reason) {
    private static final List<String> COMMAND =
            List.of("nvidia-smi", "--query-gpu=index,uuid,name,compute_cap,driver_version", "--format=csv,noheader");
    private static final int TIMEOUT_SECONDS = 20;

    NvidiaDriver {
        gpus = List.copyOf(gpus);
    }

    /** Runs {@code nvidia-smi}, which is part of the driver and executes nothing on a GPU. */
    static NvidiaDriver query() {
        try {
            Process process =
                    new ProcessBuilder(COMMAND).redirectErrorStream(true).start();
            process.getOutputStream().close();
            boolean finished =
                    process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS); // its output fits in the buffer of a pipe
            if (!finished) {
                process.destroyForcibly();
                return none("nvidia-smi did not finish within %d seconds".formatted(TIMEOUT_SECONDS));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return of(process.exitValue(), output, System.getenv());
        } catch (IOException e) {
            return none("nvidia-smi, which is part of the driver, was not found");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none("nvidia-smi was interrupted");
        }
    }

    /** Parses the output of {@code nvidia-smi}. */
    static NvidiaDriver of(int exitStatus, String output, Map<String, String> environment) {
        String firstLine = output.lines().findFirst().orElse("(no output)").strip();
        if (exitStatus != 0) {
            return none("nvidia-smi failed: " + firstLine);
        }
        try {
            List<Gpu> machine = Gpu.parse(output);
            List<Gpu> visible = VisibleGpus.of(machine, environment);
            if (machine.isEmpty()) {
                return none("nvidia-smi lists no GPU");
            }
            return visible.isEmpty() ? none("CUDA_VISIBLE_DEVICES hides all GPUs") : new NvidiaDriver(visible, "");
        } catch (IllegalArgumentException e) {
            return none("the output of nvidia-smi cannot be interpreted: " + e.getMessage());
        }
    }

    static NvidiaDriver none(String reason) {
        return new NvidiaDriver(List.of(), reason);
    }
}
