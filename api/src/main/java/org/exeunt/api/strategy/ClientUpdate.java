package org.exeunt.api.strategy;

import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.Payload;

/**
 * What a client's training leaves behind.
 *
 * @param upload sent to the server; its bytes are the uplink
 * @param state kept by the client until its next training, in place of what it kept before
 * @param report of the training, epochs of all phases together; of learning heads only what {@code upload} or {@code state} holds goes on
 */
public record ClientUpdate(Payload upload, Payload state, TrainingReport report) {
    public ClientUpdate {
        report = report.withoutHeads();
    }
}
