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
     * @param clients different names of the clients, in client order: those of the owners of their examples if each
     *     client has one of its own, or else their ids
     * @param streams the only source of randomness
     * @throws IllegalArgumentException if there is no device for a client; the message states which and why
     */
    List<Device> devices(List<String> clients, RandomStreams streams) throws IllegalArgumentException;

    /**
     * Returns one device per client as {@link #devices(List, RandomStreams)}, for models in which devices depend on
     * data. The runtime calls this method. The default ignores data.
     *
     * @param counts number of training examples of each class, in label order, for each client
     */
    default List<Device> devices(List<String> clients, List<List<Integer>> counts, RandomStreams streams)
            throws IllegalArgumentException {
        return devices(clients, streams);
    }
}
