/** Images of a user in a folder per class. Start at {@link org.exeunt.datasets.imagefolder.ImageFolderSource}. */
package org.exeunt.datasets.imagefolder;
