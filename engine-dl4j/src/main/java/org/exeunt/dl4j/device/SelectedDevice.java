package org.exeunt.dl4j.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.HealthCheck;

/** The device that this process computes on, with the reason for its selection. */
public final class SelectedDevice {
    private final Device requested;
    private final DeviceDecision decision;
    private final DeviceEnvironment environment;

    private SelectedDevice(Device requested, DeviceDecision decision, DeviceEnvironment environment) {
        this.requested = requested;
        this.decision = decision;
        this.environment = environment;
    }

    /**
     * Selects a device and loads its ND4J backend. Must be called before any other use of ND4J. Queries the NVIDIA
     * driver unless the CPU is requested.
     *
     * @throws ExeuntException of category RESOURCE if the device cannot be used, or if this process already uses the
     *     other one
     */
    public static SelectedDevice select(Device requested) {
        DeviceEnvironment environment = DeviceEnvironment.ofThisProcess();
        DeviceDecision decision = DeviceDecision.of(requested, environment);
        Backends.load(decision.cuda());
        return new SelectedDevice(requested, decision, environment);
    }

    /** Returns whether the device is a GPU. */
    public boolean isCuda() {
        return decision.cuda();
    }

    /**
     * Returns a message with the selected device and the reason if the configuration is {@link Device#AUTO}, because
     * results depend on the device; otherwise empty.
     */
    public Optional<String> message() {
        return requested == Device.AUTO ? Optional.of(decision.sentence()) : Optional.empty();
    }

    /** Returns checks of the selected device, of the GPUs of the machine, and of the obstacles to using one. */
    public List<HealthCheck> check() {
        return checks(decision, environment);
    }

    static List<HealthCheck> checks(DeviceDecision decision, DeviceEnvironment environment) {
        List<HealthCheck> checks = new ArrayList<>();
        checks.add(new HealthCheck(!decision.fallsBack(), decision.sentence()));
        NvidiaDriver driver = environment.driver().get();
        driver.gpus().forEach(gpu -> checks.add(new HealthCheck(true, "the machine has the GPU " + gpu)));
        if (driver.gpus().isEmpty()) {
            checks.add(new HealthCheck(true, "no GPU is available from an NVIDIA driver: " + driver.reason()));
        }
        if (decision.cuda()) {
            checks.add(new HealthCheck(true, "networks are computed on a GPU, not on the CPU"));
        } else {
            Optional<String> obstacle = DeviceDecision.obstacle(environment);
            checks.add(new HealthCheck(
                    obstacle.isEmpty()
                            || !environment.cudaOnClassPath()
                            || driver.gpus().isEmpty(),
                    obstacle.map("CUDA cannot be used: "::concat)
                            .orElse("CUDA can be used: select it with '--device cuda' or 'engine.device'")));
        }
        return checks;
    }
}
