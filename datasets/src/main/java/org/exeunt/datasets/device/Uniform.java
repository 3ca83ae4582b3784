package org.exeunt.datasets.device;

import java.util.Collections;
import java.util.List;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.random.RandomStreams;

/** Assigns the same device to all clients, so that times differ by the clients' examples and exits alone. */
public record Uniform(DeviceOptions options) implements DeviceModel {

    @Override
    public List<Device> devices(List<String> clients, RandomStreams streams) {
        return Collections.nCopies(clients.size(), options.device("all"));
    }
}
