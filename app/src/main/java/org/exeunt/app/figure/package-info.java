/**
 * Figures for papers as vector graphics, drawn without a browser: {@link org.exeunt.app.figure.Drawing} holds lines,
 * areas and text and writes them as SVG and PDF, {@link org.exeunt.app.figure.Plot} adds axes, rows and legends.
 */
package org.exeunt.app.figure;
