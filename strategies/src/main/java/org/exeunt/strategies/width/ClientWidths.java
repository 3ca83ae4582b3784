package org.exeunt.strategies.width;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.device.Device;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.FirstClients;

/**
 * Assigns each client the widest level of which its device can train all exits ({@link SubNetwork#trainingMemory}). A
 * client without a device, such as a new client, has the widest level of all.
 */
final class ClientWidths {
    private final List<Double> widths;
    private final WidthOptions.Level level;

    ClientWidths(WidthOptions options) {
        this.widths =
                options.widths().stream().sorted(Comparator.reverseOrder()).toList();
        this.level = options.level();
    }

    /**
     * Checks that every device holds a level.
     *
     * @throws IllegalArgumentException if one does not, or if the network is not suitable
     */
    void validate(FederationSpec federation) {
        NetworkSpec network = federation.network();
        boolean hasDevices = federation.clients().get(0).device().isPresent();
        ChannelWindow.requireNarrowing(network, hasDevices ? widths : widths.subList(0, 1));
        if (!hasDevices) {
            return;
        }
        if (network.activations().isEmpty()) {
            throw new IllegalArgumentException(
                    "the engine does not state the activations of each stage, by which a width fits a device or not");
        }
        List<ClientSpec> impossible = federation.clients().stream()
                .filter(client -> widest(federation, client.device()).isEmpty())
                .toList();
        if (!impossible.isEmpty()) {
            ClientSpec first = impossible.get(0);
            throw new IllegalArgumentException(
                    ("the narrowest level, %s of the channels, does not fit the devices of %d of %d clients (%s): client"
                                    + " %s has %d bytes of memory, and the level needs %d; add a narrower level to"
                                    + " 'widths', lower training.batch-size or the width of the network, or give these"
                                    + " clients other devices")
                            .formatted(
                                    widths.get(widths.size() - 1),
                                    impossible.size(),
                                    federation.clients().size(),
                                    FirstClients.of(impossible),
                                    first.id(),
                                    first.device().orElseThrow().memory(),
                                    memory(federation, widths.get(widths.size() - 1))));
        }
    }

    /** Returns the width of a client; may be a new client. */
    double of(FederationSpec federation, ClientId client) {
        Optional<Device> device = federation.device(client);
        if (level == WidthOptions.Level.COMMON) {
            device = federation.clients().stream()
                    .flatMap(each -> each.device().stream())
                    .min(Comparator.comparingLong(Device::memory));
        }
        return widest(federation, device).orElseThrow();
    }

    /** Returns the widest level that fits a device; empty if none does. */
    private OptionalDouble widest(FederationSpec federation, Optional<Device> device) {
        return widths.stream()
                .filter(width -> device.isEmpty()
                        || memory(federation, width) <= device.get().memory())
                .mapToDouble(width -> width)
                .findFirst();
    }

    private static long memory(FederationSpec federation, double width) {
        NetworkSpec network = federation.network();
        return new SubNetwork(network.allExits(), width)
                .trainingMemory(network, federation.training(Round.START.next()).batchSize());
    }
}
