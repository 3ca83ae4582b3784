package org.exeunt.dl4j.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What NVIDIA's driver says of the GPUs of the machine.
 *
 * @param gpus those this process may use
 * @param silence why there are none; empty if there are
 */
record Driver(List<Gpu> gpus, String silence) {
    private static final List<String> QUESTION =
            List.of("nvidia-smi", "--query-gpu=index,uuid,name,compute_cap,driver_version", "--format=csv,noheader");
    private static final int SECONDS = 20;

    Driver {
        gpus = List.copyOf(gpus);
    }

    /** Asks by {@code nvidia-smi}, which comes with the driver and starts nothing on a GPU. */
    static Driver ask() {
        try {
            Process process =
                    new ProcessBuilder(QUESTION).redirectErrorStream(true).start();
            process.getOutputStream().close();
            boolean ended =
                    process.waitFor(SECONDS, TimeUnit.SECONDS); // its answer is far shorter than a pipe's buffer
            if (!ended) {
                process.destroyForcibly();
                return silent("nvidia-smi gives no answer within %d seconds".formatted(SECONDS));
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return of(process.exitValue(), answer, System.getenv());
        } catch (IOException e) {
            return silent("there is no nvidia-smi, which comes with it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return silent("asking it was interrupted");
        }
    }

    /** Reads the answer of {@code nvidia-smi}. */
    static Driver of(int exitStatus, String answer, Map<String, String> environment) {
        String firstLine = answer.lines().findFirst().orElse("nothing").strip();
        if (exitStatus != 0) {
            return silent("nvidia-smi says: " + firstLine);
        }
        try {
            List<Gpu> machine = Gpu.parse(answer);
            List<Gpu> visible = VisibleGpus.of(machine, environment);
            if (machine.isEmpty()) {
                return silent("nvidia-smi lists no GPU");
            }
            return visible.isEmpty() ? silent("CUDA_VISIBLE_DEVICES hides all GPUs") : new Driver(visible, "");
        } catch (IllegalArgumentException e) {
            return silent("what it says is not clear: " + e.getMessage());
        }
    }

    static Driver silent(String why) {
        return new Driver(List.of(), why);
    }
}
