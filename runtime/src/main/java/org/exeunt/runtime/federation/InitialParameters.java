package org.exeunt.runtime.federation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.TrainingConfig;
import org.exeunt.config.run.TrainingConfig.PersonalHeadInit;
import org.exeunt.runtime.store.codec.Safetensors;

/** Initial parameters: one draw for all clients and, if configured, one per client of heads or of the whole network. */
final class InitialParameters {
    /** 64 MiB. Kept heads are not replaced by later ones, because evaluations ask for all clients in the same order. */
    static final long KEPT_VALUES = 1 << 24;

    private InitialParameters() {}

    /**
     * Returns a function that draws the whole network and then sets the blocks that a file has.
     *
     * @param problems receives the reasons why the file cannot be used
     */
    static Function<RandomGenerator, ParameterSet> of(
            NetworkDesign design, RunConfig config, Dataset dataset, RunContext context, List<String> problems) {
        TrainingConfig training = config.training();
        if (training.initialWeights().isEmpty()) {
            return design::initialParameters;
        }
        Path file = context.resolve(training.initialWeights().get());
        ParameterLayout layout = design.spec().layout();
        try (InputStream in = RegularFile.open(file)) {
            Safetensors.Content content = Safetensors.read(in, layout);
            DatasetSource source = PluginCall.create(config.dataset(), "dataset", context);
            content.requireSame("classes", "", () -> Optional.of(dataset.classNames()));
            content.requireSame(
                    "input", "/channels", () -> source.inputScaling().map(InputScaling::channels));
            content.requireSame(
                    "input", "/vocabulary", () -> source.inputReader().map(InputReader::tokens));
            ParameterSet values = content.values();
            if (training.personalHeadInit() != PersonalHeadInit.COMMON
                    && values.blocks().containsAll(layout.heads())) {
                problems.add(("training.personal-head-init: it has no effect, as training.initial-weights (%s) has the"
                                + " heads of all clients; set it to 'common'")
                        .formatted(file));
            }
            BlockSet drawn = layout.all().minus(values.blocks());
            if (!drawn.isEmpty()) {
                List<String> names = drawn.blocks().stream().map(Block::name).toList();
                context.warn("training.initial-weights: %s has no values of %s; they are drawn"
                        .formatted(file, Federation.named(names)));
            }
            return random -> design.initialParameters(random).with(values);
        } catch (IOException e) {
            problems.add("training.initial-weights: %s cannot be used: %s".formatted(file, IoMessages.reason(e)));
            return design::initialParameters;
        }
    }

    /**
     * Returns a function that returns the initial parameters of a client. They can only be drawn with the whole
     * network, which takes 50 ms and more for a ResNet-18.
     *
     * @param design draws the whole network
     * @param keptValues maximum number of values of single clients that are kept; those of other clients are drawn
     *     again on every call
     */
    static Function<ClientId, ParameterSet> of(
            Function<RandomGenerator, ParameterSet> design,
            RandomStreams streams,
            PersonalHeadInit heads,
            long keptValues) {
        ParameterSet common = design.apply(streams.stream(RandomPurpose.INIT));
        if (heads == PersonalHeadInit.COMMON) {
            return client -> common;
        }
        BlockSet own = heads == PersonalHeadInit.PER_CLIENT
                ? common.layout().heads()
                : common.layout().all();
        Map<ClientId, ParameterSet> drawn = new ConcurrentHashMap<>();
        return client -> {
            ParameterSet values = drawn.get(client);
            if (values == null) {
                values = design.apply(streams.stream(RandomPurpose.INIT_HEAD, client.index()))
                        .select(own);
                if ((drawn.size() + 1L) * values.size() <= keptValues) {
                    drawn.put(client, values);
                }
            }
            return common.with(values);
        };
    }
}
