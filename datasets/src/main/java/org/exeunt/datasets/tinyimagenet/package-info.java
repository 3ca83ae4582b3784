/**
 * Tiny ImageNet, folders of JPEG files. Start at {@link org.exeunt.datasets.tinyimagenet.TinyImageNetSource}; {@code
 * ImageFile} decodes its files in parallel.
 */
package org.exeunt.datasets.tinyimagenet;
