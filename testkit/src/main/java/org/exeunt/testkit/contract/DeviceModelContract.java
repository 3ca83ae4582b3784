package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.PluginChoice;
import org.junit.jupiter.api.Test;

/** Checks the contract of a {@link DeviceModel}, rules K1 to K4, for clients 0 to 29 with different data. */
public abstract class DeviceModelContract extends OptionEffects<DeviceModel> {
    private static final List<String> CLIENTS =
            IntStream.range(0, 30).mapToObj(Integer::toString).toList();
    private static final List<List<Integer>> COUNTS = IntStream.range(0, 30)
            .mapToObj(client -> List.of(client, 7 * client % 30, 11 * client % 30))
            .toList();

    @EachVariant("a client has no device, or there are devices of other clients")
    void k01_everyClientHasADevice(PluginChoice<DeviceModel> variant) {
        for (int clients = 1; clients <= CLIENTS.size(); clients++) {
            assertThat(create(variant).devices(CLIENTS.subList(0, clients), COUNTS.subList(0, clients), STREAMS))
                    .as("K1: devices of %d clients", clients)
                    .hasSize(clients)
                    .doesNotContainNull();
        }
    }

    @EachVariant("random numbers come from another source than the streams passed in, or state is kept between calls")
    void k02_equalArgumentsGiveEqualDevices(PluginChoice<DeviceModel> variant) {
        DeviceModel model = create(variant);
        List<Device> first = List.copyOf(model.devices(CLIENTS, COUNTS, STREAMS));

        assertThat(model.devices(CLIENTS, COUNTS, STREAMS))
                .as("K2: second call")
                .isEqualTo(first);
        assertThat(create(variant).devices(CLIENTS, COUNTS, STREAMS))
                .as("K2: another instance")
                .isEqualTo(first);
    }

    @EachVariant("an element of the list depends on the order or the number of accesses")
    void k03_devicesDoNotDependOnTheOrderOfAccess(PluginChoice<DeviceModel> variant) {
        Rule.assumeHolds("K1", "K3", () -> k01_everyClientHasADevice(variant));
        Rule.assumeHolds("K2", "K3", () -> k02_equalArgumentsGiveEqualDevices(variant));
        List<Device> inOrder = List.copyOf(create(variant).devices(CLIENTS, COUNTS, STREAMS));
        List<Device> accessed = create(variant).devices(CLIENTS, COUNTS, STREAMS);
        for (int client = CLIENTS.size() - 1; client >= 0; client--) {
            assertThat(accessed.get(client))
                    .as("K3: device of client %d", client)
                    .isEqualTo(inOrder.get(client));
        }
        assertThat(accessed).as("K3: all devices again").isEqualTo(inOrder);
    }

    @FailureHint(OtherOptions.HINT)
    @Test
    void k04_everyOptionHasAnEffect() {
        assertOptionsHaveEffects("K4", variant -> List.copyOf(create(variant).devices(CLIENTS, COUNTS, STREAMS)));
    }
}
