package org.exeunt.runtime.federation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.run.ModalitiesConfig;
import org.exeunt.config.run.RunConfig;

/**
 * Which modalities of the input the clients and their examples have. Safe for use by multiple threads.
 *
 * <p>The numbers of clients of each kind differ from the configured fractions by less than one; which client is of
 * which kind is drawn from the seed of the run, as is which example lacks which modality.
 *
 * @param all modalities of the network
 * @param kinds modalities that the clients of each kind have
 * @param kindOf kind of each client, new clients included
 * @param missingRate fraction of the examples that lack each modality
 * @param channelLength number of values of a channel
 * @param streams root of all random streams
 */
public record Modalities(
        List<Modality> all,
        List<List<Modality>> kinds,
        int[] kindOf,
        double missingRate,
        int channelLength,
        RandomStreams streams) {
    /** Returns the modalities of a run in which nothing is lacking. */
    public static Modalities complete() {
        return new Modalities(List.of(), List.of(), new int[0], 0, 1, new RandomStreams(0));
    }

    /**
     * Returns the modalities of a run.
     *
     * @param run configuration of the run
     * @param clients number of clients, new ones included
     * @param problems receives why the section contradicts the network
     */
    static Modalities of(
            RunConfig run, NetworkDesign design, int clients, RandomStreams streams, List<String> problems) {
        if (run.modalities().isEmpty()) {
            return complete();
        }
        ModalitiesConfig config = run.modalities().get();
        List<Modality> all = PluginCall.call(run.engine(), "describing modalities", design::modalities);
        List<String> names = all.stream().map(Modality::name).toList();
        List<String> unknown = config.clients().stream()
                .flatMap(kind -> kind.modalities().stream())
                .filter(name -> !names.contains(name))
                .distinct()
                .toList();
        if (all.isEmpty() || !unknown.isEmpty()) {
            problems.add(("modalities: the network has the modalities %s; unknown in the section: %s; choose a backbone"
                            + " with a stem per modality, such as 'two-stem-1d', or remove the section")
                    .formatted(names, unknown));
            return complete();
        }
        List<List<Modality>> kinds = config.clients().isEmpty()
                ? List.of(all)
                : config.clients().stream()
                        .map(kind -> all.stream()
                                .filter(modality -> kind.modalities().contains(modality.name()))
                                .toList())
                        .toList();
        return new Modalities(
                all,
                kinds,
                kindOf(config.clients(), clients, streams.stream(RandomPurpose.MODALITIES)),
                config.missingRate(),
                channelLength(design.spec().input()),
                streams);
    }

    /** Returns the kind of each client: as many of each kind as its fraction demands, in random order. */
    private static int[] kindOf(List<ModalitiesConfig.Kind> kinds, int clients, RandomGenerator random) {
        int[] kindOf = new int[clients];
        double total =
                kinds.stream().mapToDouble(ModalitiesConfig.Kind::fraction).sum();
        double sum = 0;
        int from = 0;
        for (int kind = 0; kind < kinds.size(); kind++) {
            sum += kinds.get(kind).fraction();
            int to = (int) Math.round(clients * sum / total);
            Arrays.fill(kindOf, from, to, kind);
            from = to;
        }
        RandomOrder.shuffle(kindOf, random);
        return kindOf;
    }

    /** Returns the names of the modalities that a client has; empty if the run does not configure modalities. */
    public List<String> of(ClientId client) {
        return held(client).stream().map(Modality::name).toList();
    }

    private List<Modality> held(ClientId client) {
        return all.isEmpty() ? all : kinds.get(kindOf[client.index()]);
    }

    /** Returns whether some clients lack modalities. */
    public boolean areLacking() {
        return Arrays.stream(kindOf).anyMatch(kind -> kinds.get(kind).size() < all.size());
    }

    /** Returns the blocks that a client does not hold. */
    public BlockSet absentBlocks(ClientId client, ParameterLayout layout) {
        List<Modality> held = held(client);
        return all.stream()
                .filter(modality -> !held.contains(modality))
                .map(Modality::blocks)
                .reduce(layout.none(), BlockSet::union);
    }

    /** Returns the blocks of all modalities. */
    public BlockSet blocks(ParameterLayout layout) {
        return all.stream().map(Modality::blocks).reduce(layout.none(), BlockSet::union);
    }

    /** Returns a client whose examples are 0 in the modalities that they lack; the same ones on every call. */
    public Client lacking(Client client) {
        if (missingRate == 0 && held(client.id()).size() == all.size()) {
            return client;
        }
        RandomGenerator random =
                streams.stream(RandomPurpose.MODALITIES, client.id().index());
        return new Client(
                client.id(),
                lacking(client.train(), client.id(), random),
                lacking(client.validation(), client.id(), random),
                lacking(client.test(), client.id(), random),
                client.indices(),
                client.classWeights());
    }

    /** Returns examples that are 0 in the given modalities. */
    public static Examples lacking(Examples complete, List<Modality> absent, InputShape input) {
        BitSet all = new BitSet(complete.size() * absent.size());
        all.set(0, complete.size() * absent.size());
        return lacking(complete, absent, all, channelLength(input));
    }

    private static int channelLength(InputShape input) {
        return input.size() / input.lengths().get(0);
    }

    private Examples lacking(Examples examples, ClientId client, RandomGenerator random) {
        List<Modality> held = held(client);
        BitSet absent = new BitSet(examples.size() * all.size());
        for (int i = 0; i < examples.size(); i++) {
            for (int m = 0; m < all.size(); m++) {
                boolean drawn = missingRate > 0 && random.nextDouble() < missingRate;
                absent.set(i * all.size() + m, drawn || !held.contains(all.get(m)));
            }
        }
        return lacking(examples, all, absent, channelLength);
    }

    /**
     * Returns examples that are 0 in the modalities that they lack.
     *
     * @param absent for each example and modality whether the example lacks it
     * @param channelLength number of values of a channel
     */
    private static Examples lacking(Examples complete, List<Modality> modalities, BitSet absent, int channelLength) {
        int[] labels = IntStream.range(0, complete.size()).map(complete::label).toArray();
        return Examples.of(labels, (index, target, offset) -> {
            complete.copyTo(index, target, offset);
            for (int m = 0; m < modalities.size(); m++) {
                if (absent.get(index * modalities.size() + m)) {
                    for (int channel : modalities.get(m).channels()) {
                        int from = offset + channel * channelLength;
                        Arrays.fill(target, from, from + channelLength, 0);
                    }
                }
            }
        });
    }
}
