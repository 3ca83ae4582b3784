package org.exeunt.dl4j.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.HealthCheck;

/** The device that this process computes on, and what stands against the other one. */
public final class DeviceInUse {
    private final Device asked;
    private final Decision decision;
    private final Surroundings surroundings;

    private DeviceInUse(Device asked, Decision decision, Surroundings surroundings) {
        this.asked = asked;
        this.decision = decision;
        this.surroundings = surroundings;
    }

    /**
     * Decides on a device and makes ND4J load its backend. To be called before anything else of ND4J; asks the driver unless the processor is asked
     * for.
     *
     * @throws ExeuntException of category RESOURCE if the device cannot be used, or the process already uses the other one
     */
    public static DeviceInUse take(Device asked) {
        Surroundings here = Surroundings.here();
        Decision decision = Decision.of(asked, here);
        Backends.load(decision.cuda());
        return new DeviceInUse(asked, decision, here);
    }

    /** Returns whether it is a GPU. */
    public boolean isCuda() {
        return decision.cuda();
    }

    /** Returns which device was taken and why, if that was left open; results depend on it. */
    public Optional<String> announcement() {
        return asked == Device.AUTO ? Optional.of(decision.sentence()) : Optional.empty();
    }

    /** Looks at the device in use, the GPUs of the machine, and what stands against using one. */
    public List<HealthCheck> look() {
        return findings(decision, surroundings);
    }

    static List<HealthCheck> findings(Decision decision, Surroundings surroundings) {
        List<HealthCheck> findings = new ArrayList<>();
        findings.add(new HealthCheck(!decision.fallsBack(), decision.sentence()));
        Driver driver = surroundings.driver().get();
        driver.gpus().forEach(gpu -> findings.add(new HealthCheck(true, "the machine has a GPU: " + gpu)));
        if (driver.gpus().isEmpty()) {
            findings.add(new HealthCheck(true, "no NVIDIA driver offers a GPU: " + driver.silence()));
        }
        if (decision.cuda()) {
            findings.add(new HealthCheck(true, "the processor is not used for networks, as a GPU is"));
        } else {
            Optional<String> obstacle = Decision.obstacle(surroundings);
            findings.add(new HealthCheck(
                    obstacle.isEmpty()
                            || !surroundings.cudaOnClassPath()
                            || driver.gpus().isEmpty(),
                    obstacle.map("CUDA cannot be used: "::concat)
                            .orElse("CUDA can be used: ask for it by '--device cuda' or 'engine.device'")));
        }
        return findings;
    }
}
