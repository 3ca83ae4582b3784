package org.exeunt.datasets.device;

import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.exeunt.api.device.Device;

/** Creates the device of a client on each access, so that a million clients need little memory. */
final class LazyDevices extends AbstractList<Device> implements RandomAccess {
    private final int size;
    private final IntFunction<Device> device;

    LazyDevices(int size, IntFunction<Device> device) {
        this.size = size;
        this.device = device;
    }

    @Override
    public Device get(int client) {
        return device.apply(client);
    }

    @Override
    public int size() {
        return size;
    }
}
