import { describe, expect, it } from 'vitest'
import { gatherProject } from '../../gather/project/gather-project.ts'
import { memoryReader } from '../../gather/project/memory-reader.ts'
import { createViews } from '../views.ts'

const everything = { matches: () => true }

function modulesOf(files: Record<string, string>): string[] {
  const manifest = JSON.stringify({ name: 'shop', scripts: { start: 'node server.js' } })
  const reader = memoryReader({ 'package.json': manifest, ...files })
  const views = createViews(gatherProject(reader, { filter: everything }))
  return [...views.program.modules].toSorted()
}

const MODELS = {
  'models/user.js': 'module.exports = (sequelize) => sequelize.define()\n',
  'models/order.js': 'module.exports = (sequelize) => sequelize.define()\n',
}

describe('modules behind computed paths', () => {
  it('follows a folder read at start, as Sequelize scaffolds it', () => {
    const index =
      "const fs = require('fs')\nconst path = require('path')\nfs.readdirSync(__dirname)\n  .filter((file) => file !== 'index.js')\n  .forEach((file) => require(path.join(__dirname, file))({}))\n"
    expect(modulesOf({ 'server.js': "require('./models')\n", 'models/index.js': index, ...MODELS })).toEqual([
      'models/index.js',
      'models/order.js',
      'models/user.js',
      'server.js',
    ])
  })

  it('takes NODE_ENV for production in a path', () => {
    const server =
      "const path = require('path')\nconst stage = process.env.NODE_ENV || 'development'\nrequire(path.join(__dirname, 'config', stage + '.js'))\n"
    const files = { 'server.js': server, 'config/production.js': '', 'config/development.js': '' }
    expect(modulesOf(files)).toEqual(['config/production.js', 'server.js'])
  })

  it('takes every file a half-known path fits', () => {
    const server = 'for (const name of process.argv) require(`${__dirname}/plugins/${name}`)\n'
    expect(modulesOf({ 'server.js': server, 'plugins/a.js': '', 'plugins/b.js': '', 'other/c.js': '' })).toEqual([
      'plugins/a.js',
      'plugins/b.js',
      'server.js',
    ])
  })

  it('follows a glob', () => {
    const server =
      "const glob = require('glob')\nglob.sync('routes/**/*.js').forEach((file) => require(require('path').resolve(file)))\n"
    expect(modulesOf({ 'server.js': server, 'routes/a.js': '', 'routes/deep/b.js': '', 'lib/c.js': '' })).toEqual([
      'routes/a.js',
      'routes/deep/b.js',
      'server.js',
    ])
  })

  it('follows loaders of whole folders', () => {
    expect(modulesOf({ 'server.js': "require('require-dir')('./models')\n", ...MODELS })).toEqual([
      'models/order.js',
      'models/user.js',
      'server.js',
    ])
  })

  it('does not take the whole project for a path that says nothing', () => {
    expect(modulesOf({ 'server.js': 'require(process.argv[2])\n', 'lib/c.js': '' })).toEqual(['server.js'])
  })
})
