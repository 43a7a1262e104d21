// VS Code's workbench as a user meets it. Every wait is for something that can be seen; nothing sleeps.

const escapedForPattern = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class Workbench {
  /** Complaints of our webviews, uncaught errors and violated policies; and those of the workbench itself. */
  complaints = [];
  noise = [];

  constructor(page) {
    this.page = page;
    page.on('console', message => this.hear(message));
    page.on('pageerror', error => this.complaints.push(`uncaught: ${error.stack ?? error}`));
  }

  hear(message) {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const { url, lineNumber } = message.location();
    const text = message.text();
    // VS Code's own frames ask for both.
    if (/allow-scripts and allow-same-origin/.test(text)) return;
    const ours = /vscode-resource\.vscode-cdn\.net|\/pre\/fake\.html|violates the following Content Security Policy|Content Security Policy directive 'default-src/.test(
      `${url} ${text}`,
    );
    (ours ? this.complaints : this.noise).push(`${message.type()}: ${text} (${url}:${lineNumber})`);
  }

  async ready() {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** The field of the palette or picker that is open. */
  input() {
    return this.page.locator('.quick-input-widget:visible input[type=text]');
  }

  row(label) {
    const name = typeof label === 'string' ? new RegExp(`^${escapedForPattern(label)}(,|$)`) : label;
    return this.page.locator('.quick-input-list').getByRole('option', { name }).first();
  }

  async palette(typed) {
    for (let attempt = 0; ; attempt++) {
      // A key is dropped while the workbench still gathers its bindings.
      await this.page.keyboard.press('F1');
      try {
        await this.input().waitFor({ timeout: 4000 });
        break;
      } catch (error) {
        if (attempt === 9) throw error;
      }
    }
    await this.input().fill(typed);
  }

  /** Runs a command by its title in the palette, "Category: Title". */
  async command(title) {
    const typed = `>${title}`;
    for (let attempt = 0; ; attempt++) {
      await this.palette(typed);
      try {
        await this.row(title).waitFor({ timeout: 2000 });
        break;
      } catch (error) {
        // The palette lists what was there when it was opened; extensions come after the workbench.
        if (attempt === 9) throw error;
        await this.page.keyboard.press('Escape');
        await this.input().waitFor({ state: 'hidden' });
      }
    }
    await this.pick(title);
    // The next picker takes the same field: this one is gone when its words are.
    await this.page.waitForFunction(words => {
      const widget = document.querySelector('.quick-input-widget');
      return !widget || getComputedStyle(widget).display === 'none' || widget.querySelector('input[type=text]').value !== words;
    }, typed);
  }

  /** Whether the palette offers a command, or comes to offer it within `patience` looks at it. */
  async offers(title, patience = 1) {
    for (let look = 0; look < patience; look++) {
      await this.palette(`>${title}`);
      const offered = await this.row(title)
        .waitFor({ timeout: 2000 })
        .then(
          () => true,
          () => false,
        );
      await this.page.keyboard.press('Escape');
      await this.input().waitFor({ state: 'hidden' });
      if (offered) return true;
    }
    return false;
  }

  /** Chooses a row of the open picker by keyboard; rows are sorted, so the wanted one need not be the first. */
  async pick(label) {
    const row = this.row(label);
    await row.waitFor();
    for (let step = 0; step < 60 && !/focused/.test((await row.getAttribute('class')) ?? ''); step++) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
  }

  /** The frame of the visible webview whose document has this title. Look it up again after it was hidden or made anew. */
  async webview(title, timeout = 20_000) {
    for (const end = Date.now() + timeout; ; ) {
      const seen = [];
      for (const frame of this.page.frames().filter(one => one.url().includes('/pre/fake.html'))) {
        const found = await frame.title().catch(() => '');
        seen.push(found);
        const holder = await frame.frameElement().catch(() => undefined);
        const fits = typeof title === 'string' ? found === title : title.test(found);
        if (fits && holder && (await holder.getAttribute('id').catch(() => '')) === 'active-frame' && (await holder.isVisible().catch(() => false))) return frame;
      }
      if (Date.now() > end) throw new Error(`no visible webview ${title}; seen: ${seen.join(', ')}`);
      await this.page.waitForEvent('framenavigated', { timeout: 200 }).catch(() => undefined);
    }
  }

  /** Chooses a colour theme by its name; `kind` is the class that the workbench then has. */
  async theme(name, kind) {
    await this.command('Preferences: Color Theme');
    await this.input().fill(name);
    await this.pick(name);
    await this.input().waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  file(name) {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name: new RegExp(`^${escapedForPattern(name)}`) });
  }

  async open(name) {
    await this.file(name).dblclick();
    await this.page.locator(`.tab[data-resource-name="${name}"]`).first().waitFor();
  }

  hover() {
    return this.page.locator('.monaco-hover:visible');
  }

  /** Moves the pointer onto a word of a line until a hover shows `sign`. */
  async hoverOver(line, word, sign, timeout = 30_000) {
    const shown = this.page.locator('.editor-instance .view-line').filter({ hasText: line }).first();
    await shown.waitFor();
    const wanted = this.hover().filter({ has: this.page.locator(sign) });
    for (const end = Date.now() + timeout; ; ) {
      const { x, y } = await shown.evaluate(placeOfWord, word);
      // Monaco wants to see the pointer come; a hover asked for too early stays empty, so it is asked for again.
      // One that is shown stays while the pointer is in it, or back soon.
      await this.page.mouse.move(2, 2);
      await this.hover()
        .first()
        .waitFor({ state: 'hidden', timeout: 3000 })
        .catch(() => undefined);
      await this.page.mouse.move(x + 150, y + 120);
      await this.page.mouse.move(x, y, { steps: 4 });
      try {
        await wanted.first().waitFor({ timeout: 3000 });
        return wanted.first();
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  }

  toast(text) {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  status() {
    return this.page.locator('.statusbar-item').filter({ hasText: '·' });
  }
}

/** Runs in the page: the middle of a word within an editor's line. */
function placeOfWord(line, word) {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.replace(/\u00a0/g, ' ').indexOf(word);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }
  throw new Error(`no ${word} in the line`);
}
