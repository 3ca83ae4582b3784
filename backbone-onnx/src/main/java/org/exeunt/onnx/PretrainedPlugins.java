package org.exeunt.onnx;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.dl4j.spi.Backbone;

/** The plugin of this module: the backbone {@code onnx}. */
public final class PretrainedPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(Plugin.of(
                        Backbone.class,
                        "onnx",
                        OnnxBackbone.Options.class,
                        (options, context) -> OnnxBackbone.of(context.resolve(options.file()), options))
                .summary("A trained network of an ONNX file, frozen, with exits after tensors of its graph"));
    }
}
