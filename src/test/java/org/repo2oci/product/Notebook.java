package org.repo2oci.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.List;

/**
 * A notebook of one cell in a container, run in a browser.
 *
 * @param outputs regular expressions of JavaScript, each found in some output of the cell
 */
record Notebook(Container container, String file, Language language, List<String> outputs) {
  /** What a cell is written in: its kernel, and what Lab shows when that is ready. */
  enum Language {
    PYTHON("python3", "Python 3 (ipykernel)", "(ipykernel) | Idle"),
    R("ir", "R", "R | Idle");

    private final String kernel;
    private final String title;
    private final String idle;

    Language(String kernel, String title, String idle) {
      this.kernel = kernel;
      this.title = title;
      this.idle = idle;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLASSIC_READY =
      "return !!(window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel"
          + " && Jupyter.notebook.kernel.is_connected())";

  /** Writes it into the home of the container. */
  static Notebook write(Container container, String cell, String... outputs) throws Exception {
    return write(container, Language.PYTHON, cell, outputs);
  }

  static Notebook write(Container container, Language language, String cell, String... outputs)
      throws Exception {
    String file = "cell-%s.ipynb".formatted(language.kernel);
    String json = Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(json(cell, language)));
    container.run("echo %s | base64 -d >%s".formatted(json, file));
    return new Notebook(container, file, language, List.of(outputs));
  }

  void runInLab(Browser browser) throws Exception {
    browser.open(container.url("lab/tree/" + file));
    browser.await(
        "the notebook in Lab",
        """
        return !!(window.jupyterapp && document.querySelector('.jp-Notebook .jp-Cell')
          && document.body.innerText.includes('%s'))
        """
            .formatted(language.idle));
    browser.script("window.jupyterapp.commands.execute('notebook:run-all-cells')");
    awaitOutputs(browser, "Lab", ".jp-OutputArea-output");
  }

  void runInClassic(Browser browser) throws Exception {
    browser.open(container.url("nbclassic/notebooks/" + file));
    browser.await("the classic notebook", CLASSIC_READY);
    browser.script("Jupyter.notebook.clear_all_output(); Jupyter.notebook.execute_all_cells()");
    awaitOutputs(browser, "the classic notebook", ".output_area");
  }

  void open(Browser browser) throws Exception {
    browser.open(container.url("notebooks/" + file));
    browser.await("the notebook of Notebook 7", "return !!document.querySelector('.jp-Cell')");
  }

  private void awaitOutputs(Browser browser, String where, String selector) throws Exception {
    for (String output : outputs) {
      browser.await(
          "/%s/ in %s".formatted(output, where),
          "return [...document.querySelectorAll('%s')].some(e => /%s/.test(e.innerText))"
              .formatted(selector, output));
    }
  }

  private static JsonNode json(String cell, Language language) {
    var notebook = JSON.createObjectNode().put("nbformat", 4).put("nbformat_minor", 4);
    notebook
        .putObject("metadata")
        .putObject("kernelspec")
        .put("name", language.kernel)
        .put("display_name", language.title);
    var code = notebook.putArray("cells").addObject().put("cell_type", "code").put("source", cell);
    code.putNull("execution_count").putArray("outputs");
    code.putObject("metadata");
    return notebook;
  }
}
