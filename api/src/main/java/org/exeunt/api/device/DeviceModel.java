package org.exeunt.api.device;

import java.util.List;
import org.exeunt.api.Experimental;
import org.exeunt.api.random.RandomStreams;

/** Assigns a device to each client of a federation. Pure; called once, before the first round. */
@Experimental
public interface DeviceModel {
    /**
     * Returns one device per client, in client order. The list may create its elements on each access, so that a
     * million clients take no memory; it is safe for use by multiple threads.
     *
     * @param clients names of the clients, in client order: that of the owner of a client's examples, or else its id
     * @param streams the only source of randomness
     * @throws IllegalArgumentException if there is no device for a client; the message states which and why
     */
    List<Device> devices(List<String> clients, RandomStreams streams);
}
