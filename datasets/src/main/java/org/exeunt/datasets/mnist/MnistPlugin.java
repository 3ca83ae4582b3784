package org.exeunt.datasets.mnist;

import org.exeunt.api.data.DatasetPlugin;

/**
 * Plugin of MNIST (LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998).
 */
public final class MnistPlugin extends DatasetPlugin<MnistOptions> {
    /** Creates the plugin; called by the service loader. */
    public MnistPlugin() {
        super(
                "mnist",
                "MNIST: 70,000 handwritten digits of 1 x 28 x 28 pixels, from its idx files, plain or compressed",
                MnistOptions.class,
                (options, context) ->
                        new MnistSource(context.resolve(options.dir()), options.scaling(), context::warn));
    }
}
