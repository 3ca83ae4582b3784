package org.exeunt.dl4j.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.Exit;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.Block;
import org.exeunt.device.ModelFile;
import org.exeunt.dl4j.design.FeatureTap;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.InputLayout;
import org.exeunt.dl4j.design.WrappedLayers;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.layers.conv.GridAverage;
import org.exeunt.dl4j.spi.DeviceEquivalent;

/** Exports a network, its personal rule and an exit rule as a {@link ModelFile} for devices. */
public final class DeviceExport {
    private final GraphFactory factory;
    private final NetworkSpec spec;
    private final Map<String, float[]> parameters;
    private final DeviceSteps steps = new DeviceSteps();
    private Image feature;
    private boolean grids;

    /** Creates the export of a network. */
    public DeviceExport(GraphFactory factory, NetworkSpec spec, ExportRequest request) {
        this.factory = factory;
        this.spec = spec;
        float[] flat = request.parameters().values();
        this.parameters = spec.layout().blocks().stream()
                .collect(Collectors.toMap(Block::name, block -> Arrays.copyOfRange(flat, block.offset(), block.end())));
    }

    /**
     * Returns the file.
     *
     * @throws IllegalArgumentException if models on devices cannot compute a layer, the personal rule or the exit rule
     */
    public byte[] file(ExportRequest request) {
        ExitRule.Thresholds thresholds = thresholds(request);
        InputType type = factory.stageInput(1);
        boolean channelsFirst = InputLayout.movesChannelsLast(factory.shape(), type);
        if (!channelsFirst && !(type instanceof InputType.InputTypeFeedForward)
                || !request.vocabulary().isEmpty()) {
            throw new IllegalArgumentException("models on devices read images, series and vectors, but not %s"
                    .formatted(request.vocabulary().isEmpty() ? type : "texts"));
        }
        Image image = type instanceof InputType.InputTypeConvolutional size
                ? steps.image(size.getHeight(), size.getWidth())
                : steps.image(1, 1);
        List<Image> x = List.of(steps.grown(image, spec.input().size() / (image.height() * image.width())));
        List<Integer> numbers = new ArrayList<>();
        PersonalRule.Dense rule = rule(request);
        NetworkSpec costs = request.rule().map(spec::with).orElse(spec);
        for (int k = 1; k <= factory.stages(); k++) {
            x = new Translation("stage" + k, factory.stage(k), factory.stageInput(k)).run(x);
            List<Image> logits = new Translation("exit" + k, factory.head(k), factory.headInput(k)).run(x);
            long macs = costs.costOfLeavingAt(new Exit(k)).orElseThrow().count();
            numbers.addAll(List.of(feature.number(), logits.get(0).number(), (int) (macs >> Integer.SIZE), (int) macs));
            numbers.addAll(steps.takeSteps());
        }
        numbers.addAll(
                0,
                Stream.concat(
                                Stream.of(channelsFirst ? 1 : 0, steps.images().size()),
                                Stream.concat(
                                        steps.images().stream().flatMap(each -> Arrays.stream(each)
                                                .boxed()),
                                        Stream.of(factory.stages())))
                        .toList());
        for (boolean flag : new boolean[] {rule.earlierExits(), rule.root(), rule.vote(), thresholds.ensemble()}) {
            numbers.add(flag ? 1 : 0);
        }
        List<float[]> arrays = new ArrayList<>(List.of(
                scaling(request, InputScaling.Channel::mean), scaling(request, InputScaling.Channel::deviation)));
        arrays.addAll(steps.arrays());
        arrays.add(rule.logPriors());
        for (int k = 0; k < factory.stages(); k++) {
            arrays.add(rule.layers().isEmpty() ? new float[0] : rule.layers().get(k));
        }
        arrays.add(floats(thresholds.perExit(), threshold -> Math.min(threshold, Float.MAX_VALUE)));
        String text = Stream.concat(
                        Stream.of(request.origin().toString()),
                        request.classNames().stream().map(name -> name.replace('\0', ' ')))
                .collect(Collectors.joining("\0"));
        return bytes(
                new ModelFile(text, numbers.stream().mapToInt(each -> each).toArray(), arrays.toArray(float[][]::new)));
    }

    private static byte[] bytes(ModelFile file) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            file.write(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // streams in memory do not fail
        }
    }

    private static float[] scaling(ExportRequest request, ToDoubleFunction<InputScaling.Channel> value) {
        return floats(request.scaling().map(InputScaling::channels).orElse(List.of()), value);
    }

    private static <T> float[] floats(List<T> values, ToDoubleFunction<T> value) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) value.applyAsDouble(values.get(i));
        }
        return floats;
    }

    /** Returns the personal rule; without one, how the device personalises the model later. */
    private PersonalRule.Dense rule(ExportRequest request) {
        return request.rule()
                .map(rule -> rule.dense()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "its personal rule, %s, consists of more than discriminants of features"
                                        .formatted(rule.getClass().getSimpleName()))))
                .orElse(new PersonalRule.Dense(List.of(), new float[0], true, !grids, true));
    }

    /** Returns the thresholds; a rule without any is that of a network with one exit. */
    static ExitRule.Thresholds thresholds(ExportRequest request) {
        return request.exitRule()
                .map(rule -> rule.thresholds()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the exit rule '%s' does not compare a probability with thresholds; use confidence, "
                                        .concat("budgeted, risk-controlled or ensemble")
                                        .formatted(rule.label()))))
                .filter(thresholds -> !thresholds.perExit().isEmpty())
                .orElse(new ExitRule.Thresholds(List.of(Double.POSITIVE_INFINITY), false));
    }

    /** The translation of a stage or a head. */
    private final class Translation extends LayerWalk<List<Image>> {
        Translation(String part, ComputationGraphConfiguration configuration, InputType type) {
            super(part, configuration, type);
        }

        @Override
        List<Image> add(String vertex, String below, List<Image> x) {
            Object layer = WrappedLayers.configured(configuration.getVertices().get(vertex));
            grids |= layer instanceof GridAverage;
            if (layer instanceof FeatureTap) {
                feature = x.get(0);
                return x;
            }
            if (!(layer instanceof DeviceEquivalent own) || rearranges(vertex, below)) {
                throw new IllegalArgumentException(
                        ("models on devices cannot compute %s; they have the layers of convnet, convnet-1d, mlp, "
                                        + "resnet18 with batch norm, and any-width-convnet, and the heads linear, mlp and conv")
                                .formatted(layer.getClass().getSimpleName()));
            }
            steps.startLayer(parameter -> parameters.get("%s/%s/%s".formatted(part, vertex, parameter)));
            return own.addSteps(steps, x);
        }
    }
}
