package org.exeunt.api.strategy;

import java.util.Map;
import java.util.Objects;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.Payload;

/**
 * The result of a client's training.
 *
 * @param upload payload for the server; its size is the uplink
 * @param state payload that the client keeps until its next training, in place of the previous one; the server does not
 *     receive it. It has to contain the running statistics ({@code layout().buffers()}), unless a client can start each
 *     round from the initial ones: no other part of a run keeps them
 * @param report report of all phases together, for the records of the run. The server receives its numbers, too, which
 *     are not counted in the uplink. Trained auxiliary heads, networks and modules are removed from it; put those that
 *     are needed later into {@code upload} or {@code state}
 */
public record ClientUpdate(Payload upload, Payload state, TrainingReport report) {
    public ClientUpdate {
        Objects.requireNonNull(upload, "upload is null");
        Objects.requireNonNull(state, "state is null");
        report = Objects.requireNonNull(report, "report is null").withTrained(Map.of());
    }
}
