package org.exeunt.datasets.imagefolder;

import org.exeunt.api.data.DatasetPlugin;

/** Plugin of a user's own images. */
public final class ImageFolderPlugin extends DatasetPlugin<ImageFolderOptions> {
    /** Creates the plugin; called by the service loader. */
    public ImageFolderPlugin() {
        super(
                "image-folder",
                "Your own images (PNG, JPEG, BMP, GIF) in a folder per class, optionally per owner or split",
                ImageFolderOptions.class,
                (options, context) -> new ImageFolderSource(context.resolve(options.dir()), options, context::warn));
    }
}
