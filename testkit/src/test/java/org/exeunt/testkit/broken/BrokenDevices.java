package org.exeunt.testkit.broken;

import java.util.AbstractList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.DeviceModelContract;

final class BrokenDevices {
    private BrokenDevices() {}

    private static Device device(double speed) {
        return new Device("tier", speed, 1, 1, 1);
    }

    abstract static class Of extends DeviceModelContract {
        private final DeviceModel model;

        Of(DeviceModel model) {
            this.model = model;
        }

        @Override
        protected List<PluginChoice<DeviceModel>> variants() {
            return TestChoices.only(DeviceModel.class, model);
        }
    }

    static class SameForAll extends Of {
        SameForAll() {
            super((clients, streams) -> Collections.nCopies(clients.size(), device(1)));
        }
    }

    @Breaks("K1")
    static class ForgetsTheLastOfMany extends Of {
        ForgetsTheLastOfMany() {
            super((clients, streams) -> Collections.nCopies(Math.min(clients.size(), 29), device(1)));
        }
    }

    @Breaks("K2")
    static class CountsItsCalls extends Of {
        private static final AtomicInteger CALLS = new AtomicInteger();

        CountsItsCalls() {
            super((clients, streams) -> Collections.nCopies(clients.size(), device(CALLS.incrementAndGet())));
        }
    }

    /** Draws the devices in the order in which they are asked for. */
    @Breaks("K3")
    static class DrawsOnAccess extends Of {
        DrawsOnAccess() {
            super((clients, streams) -> new AbstractList<>() {
                private int accesses;

                @Override
                public Device get(int client) {
                    return device(1 + accesses++ % clients.size());
                }

                @Override
                public int size() {
                    return clients.size();
                }
            });
        }
    }

    @Breaks("K4")
    static class IgnoresItsOption extends DeviceModelContract {
        @Override
        protected List<PluginChoice<DeviceModel>> variants() {
            return TestChoices.scaled(
                    DeviceModel.class, options -> (clients, streams) -> Collections.nCopies(clients.size(), device(1)));
        }
    }
}
