/** Files that Exeunt writes: opened without following links, written under another name, flushed and renamed. */
package org.exeunt.runtime.store.files;
