package org.exeunt.api.strategy;

import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.device.Device;

/**
 * The properties of a client that the server knows.
 *
 * @param id the client
 * @param trainExamples number of training examples, N_i; at least 1
 * @param device of the client; empty if the run simulates no devices
 */
public record ClientSpec(ClientId id, int trainExamples, Optional<Device> device) {
    /** Creates the specification of a client without a device. */
    public ClientSpec(ClientId id, int trainExamples) {
        this(id, trainExamples, Optional.empty());
    }
}
